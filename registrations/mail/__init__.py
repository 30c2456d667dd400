"""Mail: what goes out to people, and later what comes in."""
