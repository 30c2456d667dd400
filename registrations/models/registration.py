"""Registrations: a person at an event. The columns are in record.py, the verbs in the modules it is made of."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registrations.models.answers import Answer, RestrictedData
from registrations.models.decisions import Decidable
from registrations.models.duplicates import RegistrationQuerySet
from registrations.models.history import StateChange
from registrations.models.personal import Personal
from registrations.models.record import person_key
from registrations.models.reminding import Reminding
from registrations.models.states import LIVING, State, queue_rank
from registrations.models.succession import Succession
from storage.tokens import hash_token, make_token

__all__ = ["Answer", "Registration", "RestrictedData", "StateChange", "hash_token", "make_token", "person_key"]


class Registration(Decidable, Succession, Reminding, Personal):
    """A person's registration for an event. Its state is changed by the verbs alone."""

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-created_at", "-pk"]
        permissions = [
            ("decide_registration", _("Can decide on registrations")),
            ("view_restricted", _("Can see restricted data")),
        ]
        indexes = [
            models.Index(fields=["event", "state", "category", "mode"], name="registration_seats"),
            models.Index(fields=["-created_at", "-id"], name="registration_newest"),
            models.Index(queue_rank(), F("created_at").desc(), F("id").desc(), name="registration_queue"),
            models.Index(fields=["email_key"], name="registration_email"),
            models.Index(fields=["event", "person_key"], name="registration_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"],
                name="registration_number_once",
                violation_error_message=_("This number is already given."),
            ),
            models.UniqueConstraint(
                fields=["event", "email_key", "person_key"],
                condition=Q(state__in=[str(state) for state in LIVING]) & ~Q(email_key=""),
                name="registration_one_living",
                violation_error_message=_("This person is already registered for this event with this address."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values),
                name="registration_state_known",
                violation_error_message=_("This state does not exist."),
            ),
            models.CheckConstraint(
                condition=~Q(family_name="") | ~Q(given_name="") | ~Q(email=""),
                name="registration_somebody",
                violation_error_message=_("Give a name or an address."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}".strip()
