"""The commands of `peoples-map`, one a file, loaded only when called."""
