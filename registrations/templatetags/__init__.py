"""What templates of other places ask of registrations."""
