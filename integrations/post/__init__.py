"""Everything about the post (bưu chính): the SOAP door, its contract, and the clients for the post's own services."""
