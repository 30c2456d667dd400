"""The first of a month in French, 1er janvier, wherever a date is written: no format of Django's can say it."""

from django.utils.dateformat import DateFormat
from django.utils.translation import get_language


def number_first_days() -> None:
    """Let the day of the month be an ordinal on the first where the reader's language is French."""
    plain = DateFormat.j

    def day_of_month(self: DateFormat) -> int | str:
        day = plain(self)
        return "1er" if day == 1 and (get_language() or "").startswith("fr") else day

    DateFormat.j = day_of_month  # type: ignore[method-assign, assignment]
