"""Template tags of the retention app."""
