"""Dates in English as international organisations write them, wherever Django writes or reads one."""

import datetime

import pytest
from django import forms
from django.template.defaultfilters import date, time
from django.utils import formats, translation

from multilingual.sizes import file_size

MOMENT = datetime.datetime(2027, 4, 3, 14, 30, tzinfo=datetime.UTC)


def test_english_dates_put_the_day_first_and_count_24_hours() -> None:
    assert date(MOMENT, "DATE_FORMAT") == "3 April 2027"
    assert date(MOMENT, "DATETIME_FORMAT") == "3 April 2027, 14:30"
    assert date(MOMENT, "SHORT_DATE_FORMAT") == "3 Apr 2027"
    assert date(MOMENT, "SHORT_DATETIME_FORMAT") == "3 Apr 2027, 14:30"
    assert time(MOMENT.time()) == "14:30"


@pytest.mark.parametrize("typed", ["2027-04-03", "03/04/2027", "3.4.2027", "3 April 2027", "3 Apr 2027"])
def test_a_date_typed_in_english_is_read_with_the_day_first(typed: str) -> None:
    assert forms.DateField().clean(typed) == MOMENT.date()


def test_an_american_date_is_refused_and_not_misread() -> None:
    with pytest.raises(forms.ValidationError):
        forms.DateField().clean("04/25/2027")


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_form_shows_dates_so_that_it_reads_them_again(language: str) -> None:
    shown = formats.localize_input(MOMENT.date(), formats.get_format("DATE_INPUT_FORMATS", lang=language)[0])
    assert (
        forms.DateField(input_formats=formats.get_format("DATE_INPUT_FORMATS", lang=language)).clean(shown)
        == MOMENT.date()
    )


def test_french_dates_number_the_first_and_write_hours_with_their_letter() -> None:
    first = datetime.datetime(2026, 1, 1, 8, 14, tzinfo=datetime.UTC)
    with translation.override("fr"):
        assert date(first, "DATE_FORMAT") == "1er janvier 2026"
        assert date(first, "DATETIME_FORMAT") == "1er janvier 2026 à 8\u00a0h\u00a014"
        assert date(first, "SHORT_DATETIME_FORMAT") == "01/01/2026 à 8\u00a0h\u00a014"
        assert date(MOMENT, "DATE_FORMAT") == "3 avril 2027"
        assert time(first.time()) == "8\u00a0h\u00a014"
    with translation.override("es"):
        assert date(first, "DATETIME_FORMAT") == "1 de enero de 2026 a las 08:14"


@pytest.mark.parametrize(
    ("size", "english", "french", "spanish"),
    [
        (1, "1 byte", "1 octet", "1 byte"),
        (1434, "1.4 kB", "1,4 ko", "1,4 kB"),
        ((5 << 20) + 200_000, "5.2 MB", "5,2 Mo", "5,2 MB"),
        (5 << 20, "5 MB", "5 Mo", "5 MB"),
        (3 << 30, "3 GB", "3 Go", "3 GB"),
    ],
)
def test_sizes_are_written_as_the_reader_writes_them(size: int, english: str, french: str, spanish: str) -> None:
    for language, words in (("en", english), ("fr", french), ("es", spanish)):
        with translation.override(language):
            assert file_size(size) == words.replace(" ", "\u00a0")
