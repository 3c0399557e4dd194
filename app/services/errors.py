"""What can go wrong with the private services, in one line for the operator: what is missing and how to get it."""

from __future__ import annotations


class ServicesError(Exception):
    """The private PostgreSQL or Valkey cannot be had. Show the text and end."""
