"""What is done with registrations: functions that take one, behind the lock of its event, and notify the person."""
