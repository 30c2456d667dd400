"""What is done with registrations: decisions, corrections, reminders."""
