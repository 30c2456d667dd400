"""Forms that participants fill in."""

from registrations.forms.registration import RegistrationForm

__all__ = ["RegistrationForm"]
