"""The toolkit of all read models: it defines, stores, rebuilds and reads them."""
