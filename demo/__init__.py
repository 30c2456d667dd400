"""The demo: six real meetings, one fictional forum to come with its registrations, and the staff who work on them."""
