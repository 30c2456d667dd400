"""Mail to many: what staff write to participants, an event's news to all whom it concerns; imports registrations."""
