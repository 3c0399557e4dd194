"""Dossier Post: the core of the service. Importing it starts nothing and needs no framework."""
