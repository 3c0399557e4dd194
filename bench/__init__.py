"""Benchmarks. Each module's ``rows()`` measures one room of the service against its peers, in the same run."""
