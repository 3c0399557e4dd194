"""What is kept: tables and queries in PostgreSQL, files behind one small port."""
