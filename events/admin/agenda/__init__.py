"""The agenda of an event, edited day by day in one table."""
