"""What is done for many at once: behind a lock, each person written to once."""
