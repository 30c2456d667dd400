"""Pure builders: objects in, bytes out."""
