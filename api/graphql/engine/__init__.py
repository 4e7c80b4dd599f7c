"""The GraphQL executor: it plans a document once, then answers each field for all objects of a list at once."""
