"""The lines of calendar files (RFC 5545, 3.1): values in, lines out, folded.

Octet for octet what the library icalendar writes. That makes an object of each value and each parameter, and an agenda
has thousands of them.
"""

import datetime
import re
from collections.abc import Iterable

# Octets before a line is folded: the space before what follows counts, and 75 are allowed.
LONGEST = 74
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
# No double quote: few calendars know how RFC 6868 writes it. Its caret begins an escape.
_IN_PARAMETERS = str.maketrans({'"': "'", "^": "^^"})
_TO_QUOTE = re.compile("[,;:’]")


def line(name: str, value: str, **parameters: str) -> str:
    """A property; `value` stands as it is, but whatever it holds begins no line of its own."""
    written = "".join(f";{key}={_parameter(key, each)}" for key, each in parameters.items())
    whole = f"{name}{written}:{value}"
    return _fold(whole if whole.isprintable() else _CONTROL.sub("", whole))


def text_line(name: str, value: str, language: str = "") -> str:
    """A property that holds a text (3.3.11), in a language if one is given."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return line(name, escaped, LANGUAGE=language) if language else line(name, escaped)


def time_line(name: str, moment: datetime.date) -> str:
    """A property that is a whole day, an instant in UTC, or one by the clock of its zone, which has a VTIMEZONE."""
    if not isinstance(moment, datetime.datetime):
        return line(name, f"{moment:%Y%m%d}", VALUE="DATE")
    zone = str(moment.tzinfo)
    return utc_line(name, moment) if zone == "UTC" else line(name, f"{moment:%Y%m%dT%H%M%S}", TZID=zone)


def utc_line(name: str, instant: datetime.datetime) -> str:
    """A property that is an instant in UTC (3.3.5)."""
    return line(name, f"{instant.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}")


def component(name: str, parts: Iterable[str]) -> str:
    """Lines, and components made before, between BEGIN and END."""
    return f"BEGIN:{name}\r\n{''.join(parts)}END:{name}\r\n"


def _parameter(key: str, value: str) -> str:
    value = value.translate(_IN_PARAMETERS)
    is_quoted = _TO_QUOTE.search(value) or (key == "CN" and (" " in value or "'" in value))
    return f'"{value}"' if is_quoted else value


def _fold(written: str) -> str:
    """The line with its end, cut where it is too long: within no character, and not behind the sign of an escape."""
    if len(octets := written.encode()) <= LONGEST:
        return f"{written}\r\n"
    parts, start = [], 0
    while (end := start + LONGEST) < len(octets):
        while octets[end] & 0xC0 == 0x80:
            end -= 1
        if octets[end - 1] in b"\\^":
            end -= 1
        parts.append(octets[start:end])
        start = end
    return b"\r\n ".join([*parts, octets[start:]]).decode() + "\r\n"
