"""What staff do with a conversation."""
