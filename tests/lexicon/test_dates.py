"""Days in a text."""

import datetime

import pytest

from lexicon.dates import dates_in

TODAY = datetime.date(2027, 5, 12)


@pytest.mark.parametrize("text", ["We start on May 10:30 sharp.", "on May 10.30", "le mai 10h30"])
def test_an_hour_behind_a_month_is_no_day(text: str) -> None:
    assert dates_in(text, TODAY) == []


def test_days_behind_a_month() -> None:
    [span] = dates_in("May 25-27", TODAY)
    assert (span.first, span.last) == (datetime.date(2027, 5, 25), datetime.date(2027, 5, 27))
