"""A safety net for moving code: writes down all that the demo shows and sends, and compares two such records."""
