"""Pages of participants: the form, and one's own registration."""
