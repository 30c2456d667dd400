"""What every template knows of the house."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from identity.current import current


def house(_request: HttpRequest) -> dict[str, Any]:
    """`house`, read when a template asks for it."""
    return {"house": SimpleLazyObject(current)}
