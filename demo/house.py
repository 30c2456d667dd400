"""Whose site the demo is: a fictional institute, which holds the forum."""

from demo.files import read_yaml, spread
from identity.models import Identity


def load() -> None:
    """The institute's name, contact and pages, unless somebody has set others."""
    if Identity.objects.exists():
        return
    texts = {
        column: text
        for field, words in read_yaml("house.yaml").items()
        for column, text in spread(field, words).items()
    }
    Identity.objects.create(email="forum@example.org", **texts)
