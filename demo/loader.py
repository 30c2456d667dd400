"""Loads the whole demo in one transaction: all of it is there, or nothing."""

from django.db import transaction

from demo import coming, directory, house, letters, participants, programme, series, staff
from demo.files import read_yaml


@transaction.atomic
def load_demo(*, with_staff: bool) -> None:
    """The demo. What is there already stays as it is."""
    seed = read_yaml("seed-events.yaml")
    directory.load(seed)
    programme.load(seed)
    series.load(seed)
    house.load()
    if with_staff:
        staff.load()
    if forum := coming.load():
        participants.load(forum)
        letters.load(forum)
    if with_staff:
        staff.give_team(coming.slug())
