"""Messages to people: templates, placeholders, rendering, the outbox and its delivery. Knows no registration."""
