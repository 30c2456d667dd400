"""Changes of state in the programme."""
