"""One file a resource; handlers of a few lines."""
