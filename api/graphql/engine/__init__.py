"""What answers a GraphQL document: it is planned once, then answered for all objects of a list at once."""
