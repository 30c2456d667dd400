"""The people: registrations, what is asked of them and written to them; imports events."""
