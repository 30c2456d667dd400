"""The lines of calendar files (RFC 5545, 3.1): values in, lines out, folded to 75 octets.

A calendar is a list of a few hundred such lines; objects for each of them would cost more than all the rest of it.
"""

import datetime
import re
from collections.abc import Iterable

LONGEST = 75  # octets, without the line's end
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
# A parameter cannot hold a double quote (RFC 5545, 3.2); a caret would begin an escape (RFC 6868).
_IN_PARAMETERS = str.maketrans({'"': "'", "^": "^^"})
_IN_TEXT = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def line(name: str, value: str, **parameters: str) -> str:
    """One property with its parameters, folded. `value` is written as it is: a text goes through `text` before."""
    written = "".join(f";{key}={_parameter(content)}" for key, content in parameters.items())
    # Whatever came from outside, it cannot begin a second line.
    return _folded(_CONTROL.sub("", f"{name}{written}:{value}"))


def text(value: str) -> str:
    """A value of type TEXT (3.3.11)."""
    return value.replace("\r\n", "\n").replace("\r", "\n").translate(_IN_TEXT)


def text_line(name: str, value: str, language: str = "") -> str:
    """A property that holds a text, in a language if one is given."""
    return line(name, text(value), LANGUAGE=language) if language else line(name, text(value))


def utc(instant: datetime.datetime) -> str:
    """An instant in UTC (3.3.5)."""
    return f"{instant.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"


def when(name: str, moment: datetime.date) -> str:
    """A property that is a whole day, an instant in UTC, or one by the clock of its zone, which has a VTIMEZONE."""
    if not isinstance(moment, datetime.datetime):
        return line(name, f"{moment:%Y%m%d}", VALUE="DATE")
    zone = str(moment.tzinfo)
    return line(name, utc(moment)) if zone == "UTC" else line(name, f"{moment:%Y%m%dT%H%M%S}", TZID=zone)


def component(name: str, lines: Iterable[str]) -> list[str]:
    """Lines between BEGIN and END."""
    return [f"BEGIN:{name}", *lines, f"END:{name}"]


def document(lines: Iterable[str]) -> str:
    """The whole file."""
    return "".join(f"{each}\r\n" for each in lines)


def _parameter(value: str) -> str:
    value = value.translate(_IN_PARAMETERS)
    return f'"{value}"' if any(char in value for char in ",;:") else value


def _folded(whole: str) -> str:
    """Cut where a line would grow too long, but no character in two; what follows stands behind a space."""
    octets = whole.encode()
    if len(octets) <= LONGEST:
        return whole
    parts, start, length = [], 0, LONGEST
    while start < len(octets):
        end = start + length
        while end < len(octets) and octets[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        parts.append(octets[start:end].decode())
        start, length = end, LONGEST - 1
    return "\r\n ".join(parts)
