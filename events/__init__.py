"""The programme: events, their series, agendas and documents; imports speakers."""
