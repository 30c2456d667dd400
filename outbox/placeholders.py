"""The placeholders of mail templates: how far each value is trusted, how they are checked and filled in.

The source of a mail is Markdown written by staff. What goes into a placeholder is text, never markup: it is escaped by
where it comes from, so that a name such as "**x** https://evil.example {link}" stays a strange name.
"""

import difflib
import enum
import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from outbox import kinds


class Trust(enum.Enum):
    """Who wrote a value, which decides what it may do."""

    PERSON = "person"  # typed by a participant: no markup, no link, no second placeholder, one line
    STAFF = "staff"  # typed by staff as plain text: no markup
    MARKUP = "markup"  # Markdown of staff, or our own words
    ADDRESS = "address"  # an address made by us: may be a link


class Value(NamedTuple):
    """What stands in the place of a placeholder."""

    text: str
    trust: Trust


_BRACES = re.compile(r"\{[^{}\n]*\}|[{}]")
# The place where Markdown wants a bare address: [words]({link}), [words](mailto:{mailbox}), <{link}>.
_KNOWN = re.compile(r"(?P<bare>\]\(\s*<?(?:mailto:)?|<(?:mailto:)?)?\{(?P<name>[a-z_]+)\}")
_DOMAIN = re.compile(r"(?<=\w)\.(?=\w{2,})")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")
ZERO_WIDTH_SPACE = "\u200b"


def problems(kind: kinds.Kind, subject: str, body: str) -> list[tuple[str, str]]:
    """What is wrong with the words of a template in one language, as (field, sentence)."""
    found = [("subject", s) for s in _unknown(subject, kind)] + [("body", s) for s in _unknown(body, kind)]
    if "{link}" in subject or "{links}" in subject:
        found.append(("subject", _("{link} can only stand in the text: a subject is seen by everybody.")))
    missing = [name for name in kind.required if f"{{{name}}}" not in body]
    return found + [("body", _("{%(name)s} is missing: this mail needs it.") % {"name": name}) for name in missing]


def _unknown(source: str, kind: kinds.Kind) -> list[str]:
    """A sentence on each thing in braces that has no value in mails of a kind."""
    known, elsewhere = kind.known, kinds.all_placeholders()
    found = dict.fromkeys(_BRACES.findall(source))
    return [_complaint(part, known, elsewhere) for part in found if len(part) == 1 or part.strip("{}") not in known]


def _complaint(part: str, known: Collection[str], elsewhere: Collection[str]) -> str:
    name = part.strip("{}")
    if len(part) == 1:
        return _("A brace “%(brace)s” stands alone; placeholders are written {name}.") % {"brace": part}
    if name in elsewhere:
        return _("{%(name)s} means nothing in this mail.") % {"name": name}
    sentence = _("There is no placeholder %(found)s.") % {"found": part}
    near = difflib.get_close_matches(name.strip().lower().replace(" ", "_"), known, n=1, cutoff=0.5)
    guess = _("Did you mean {%(near)s}?") % {"near": near[0]} if near else ""
    return f"{sentence} {guess}".rstrip()


def with_placeholder(body: str, name: str) -> str:
    """The words with this placeholder in them: before the closing, where they have none."""
    placeholder = f"{{{name}}}"
    if placeholder in body:
        return body
    before, closing, after = body.partition("{closing}")
    return f"{before}{placeholder}\n\n{closing}{after}" if closing else f"{body}\n\n{placeholder}"


def one_line(text: str) -> str:
    """Text without line breaks and control characters: it can go into a header."""
    return _SPACE.sub(" ", text).strip()


def disarm(text: str) -> str:
    """A stranger's text on one line, with invisible spaces where anybody would see a link or a placeholder.

    Mail programs make links of bare addresses by themselves, so that escaping alone is not enough.
    """
    text = one_line(text).replace("://", f":{ZERO_WIDTH_SPACE}//").replace("{", "{" + ZERO_WIDTH_SPACE)
    return _DOMAIN.sub(f".{ZERO_WIDTH_SPACE}", text)


def escape(text: str) -> str:
    """Text as Markdown that shows just this text."""
    lines = []
    for line in text.splitlines():
        line = re.sub(r"([\\`*_\[\]<])", r"\\\1", line)
        line = re.sub(r"&(?=#?\w+;)", r"\\&", line)
        lines.append(re.sub(r"^(\s*\d*)([#+\-=.)>~|])", r"\1\\\2", line))
    return "\n".join(lines)


def fill(source: str, values: Mapping[str, Value]) -> str:
    """Markdown with the placeholders filled in; a line of which all placeholders are empty is left out."""
    lines = []
    for line in source.splitlines():
        names = [match["name"] for match in _KNOWN.finditer(line) if match["name"] in values]
        if not names or any(values[name].text for name in names):
            lines.append(_KNOWN.sub(lambda match: _as_markdown(match, values), line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _as_markdown(match: re.Match[str], values: Mapping[str, Value]) -> str:
    value, bare = values.get(match["name"]), match["bare"] or ""
    if value is None:
        return match[0]
    if value.trust is Trust.MARKUP or (value.trust is Trust.ADDRESS and (bare or value.text == "{link}")):
        return bare + value.text
    if value.trust is Trust.ADDRESS:
        return f"<{value.text}>"
    return bare + escape(disarm(value.text) if value.trust is Trust.PERSON else value.text)


def fill_plain(source: str, values: Mapping[str, Value]) -> str:
    """One line of plain text, for a subject."""

    def plain(match: re.Match[str]) -> str:
        value = values.get(match["name"])
        if value is None or match["name"] == "link":
            return match[0]
        text = disarm(value.text) if value.trust is Trust.PERSON else value.text
        return (match["bare"] or "") + text

    return one_line(_KNOWN.sub(plain, source))
