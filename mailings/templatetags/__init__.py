"""Template tags of mail to many."""
