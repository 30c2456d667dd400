"""The public pages of the programme."""
