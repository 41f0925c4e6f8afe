"""Use cases over the store, one a file. A session is opened for a viewer and scopes itself."""
