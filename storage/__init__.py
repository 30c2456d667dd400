"""What rows and files need: dates, encrypted columns, secrets of links, counters, private files."""
