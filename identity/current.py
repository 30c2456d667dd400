"""The identity that pages and mails have now."""

from identity.models import Identity
from website.revision import Kept

_kept: Kept[Identity] = Kept()


def read() -> Identity:
    """The row; one in which nothing is set where there is none."""
    return Identity.objects.first() or Identity()


def current() -> Identity:
    """The house as staff have set it, kept until it changes. Nobody may change it."""
    return _kept.get("house", read)
