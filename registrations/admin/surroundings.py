"""Whence somebody comes to the page of decisions. Rooms above pass their own, from an address of their own."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from registrations.decisions import Decision, Outcome
from registrations.models import Registration


class Surroundings:
    """The page by itself, reached from the queue or a person's page. What it is for others, they say in its place."""

    template = "admin/registrations/registration/decide.html"
    # Where "back" leads, and where one is after a decision on one person; empty: to the person.
    back = ""

    def address(self, code: str) -> str:
        """The page for an action, with what its address carries along; `id` is added."""
        return f"{reverse('admin:registrations_registration_decide', args=[code])}?"

    def look(self, decision: Decision, row: Registration, posted: QueryDict | None) -> list[str]:
        """Prepare what stands on the page besides, and what is written besides; what stands in the way of that."""
        return []

    def context(self) -> dict[str, Any]:
        """What the template knows besides."""
        return {}

    def run(
        self, decide: Callable[[], list[Outcome]], decision: Decision, by: User, row: Registration
    ) -> list[Outcome]:
        """Decide, and what goes with it."""
        return decide()

    def after(self, request: HttpRequest, decision: Decision, outcome: Outcome, row: Registration) -> None:
        """What is said besides when it is done."""
