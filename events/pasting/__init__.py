"""An agenda that staff paste or upload: what it would change in that of an event, taking it over, taking that back."""
