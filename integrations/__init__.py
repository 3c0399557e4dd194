"""What lies outside: the post and the portal, both directions. They know the use cases; no use case knows them."""
