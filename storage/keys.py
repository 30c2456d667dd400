"""Keys of rows as they come in addresses and forms: only such as the database can hold."""

from django.urls.converters import IntConverter

# Digits: a bigint holds some numbers of 19 digits and not others.
LONGEST_KEY = 18


def key_of(text: object) -> int:
    """The key that a form or an address gives; 0, which no row has, for what can be none."""
    digits = str(text)
    return int(digits) if len(digits) <= LONGEST_KEY and digits.isdecimal() else 0


class KeyConverter(IntConverter):
    """`<key:pk>` in an address: a longer number is no address at all, so that no view has to ask."""

    regex = f"[0-9]{{1,{LONGEST_KEY}}}"
