"""The placeholders of mail templates: which there are, how far each is trusted, how they are checked and filled in.

The source of a mail is Markdown written by staff. What goes into a placeholder is text, never markup: it is escaped by
where it comes from, so that a name such as "**x** https://evil.example {link}" stays a strange name.
"""

import difflib
import enum
import re
from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


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


# Every placeholder and what it stands for; the admin shows this list beside the template.
PLACEHOLDERS = {
    "salutation": gettext_lazy("how the person is addressed, by honorific: Excellency, Madam, Sir"),
    "closing": gettext_lazy("the closing formula that goes with the salutation"),
    "name": gettext_lazy("given and family name"),
    "function": gettext_lazy("function of the person"),
    "organisation": gettext_lazy("organisation of the person"),
    "country": gettext_lazy("country of the person"),
    "category": gettext_lazy("category of the person"),
    "event": gettext_lazy("title of the event"),
    "dates": gettext_lazy("dates of the event with the time zone"),
    "place": gettext_lazy("venue, city and country, or online"),
    "reference": gettext_lazy("reference of the registration, such as IDM-2015-0042"),
    "reason": gettext_lazy("the reason given with the decision"),
    "missing": gettext_lazy("list of what is missing"),
    "confirmation": gettext_lazy("asks the person to confirm, where the event asks for it"),
    "calendar": gettext_lazy("says that a calendar invitation or its cancellation is attached"),
    "link": gettext_lazy("the personal link; write [words]({link})"),
    "event_page": gettext_lazy("address of the public page of the event"),
    "mailbox": gettext_lazy("address that answers go to"),
    "notice": gettext_lazy("the data-protection notice"),
    "standing": gettext_lazy("where the registration stands: a place is reserved, waiting list, not yet confirmed"),
    "replaced": gettext_lazy("of a substitution: who had the place before"),
    "replacement": gettext_lazy("of a substitution: who has the place now"),
    "mark": gettext_lazy("of answers to mail: the mark of the conversation, such as M-000123"),
    "subject": gettext_lazy("of answers to mail: the subject of the mail"),
    "received": gettext_lazy("of answers to mail: the day on which the mail was written"),
    "sender": gettext_lazy("of answers to mail: who wrote it"),
    "persons": gettext_lazy("of a request by mail: what we understood, person by person"),
    "registered": gettext_lazy("of persons registered from a mail: who, with reference and state"),
    "untold": gettext_lazy("of persons registered from a mail: who has no address and is to be told by the reader"),
    "form": gettext_lazy("of a request by mail: the link to the form, filled in, with its sentence"),
    "over": gettext_lazy("of answers to mail: says that the event is over, where it is"),
    "text": gettext_lazy("of an answer: what staff write"),
}
# What is about a registration, and what is about a mail. The other placeholders stand in every mail.
_OF_REGISTRATION = {"function", "organisation", "country", "category", "reference", "reason", "confirmation"}
_OF_REGISTRATION |= {"calendar", "standing", "replaced", "replacement"}
_OF_MAIL = {"mark", "subject", "received", "sender", "over"}
_OF_REQUEST = {"persons", "form", "missing"}
_OF_PERSONS = {"registered", "untold"}
# Without these a mail of the kind would not do its work.
REQUIRED = {
    "acknowledgement": ("reference", "link"),
    "details-asked": ("link",),
    "reminder": ("link",),
    "link": ("link",),
    "substituted": ("reference", "link"),
    "replaced": ("reference",),
    "request-received": ("mark", "persons"),
    "mail-received": ("mark",),
    "in-hand": ("mark",),
    "persons-registered": ("registered", "untold"),
    "answer": ("text",),
}

_BRACES = re.compile(r"\{[^{}\n]*\}|[{}]")
# The place where Markdown wants a bare address: [words]({link}), [words](mailto:{mailbox}), <{link}>.
_KNOWN = re.compile(r"(?P<bare>\]\(\s*<?(?:mailto:)?|<(?:mailto:)?)?\{(?P<name>[a-z_]+)\}")
_DOMAIN = re.compile(r"(?<=\w)\.(?=\w{2,})")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")
ZERO_WIDTH_SPACE = "\u200b"


def problems(kind: str, subject: str, body: str) -> list[tuple[str, str]]:
    """What is wrong with the words of a template in one language, as (field, sentence)."""
    known = known_in(kind)
    found = [("subject", s) for s in _unknown(subject, known)] + [("body", s) for s in _unknown(body, known)]
    if "{link}" in subject:
        found.append(("subject", _("{link} can only stand in the text: a subject is seen by everybody.")))
    missing = [name for name in REQUIRED.get(kind, ()) if f"{{{name}}}" not in body]
    return found + [("body", _("{%(name)s} is missing: this mail needs it.") % {"name": name}) for name in missing]


def known_in(kind: str) -> set[str]:
    """The placeholders that have a value in mails of a kind."""
    apart = {
        "request-received": _OF_REGISTRATION | {"text"},
        "mail-received": _OF_REGISTRATION | _OF_REQUEST | {"text", "link"},
        "in-hand": _OF_REGISTRATION | _OF_REQUEST | {"text", "link", "notice"},
        "persons-registered": (_OF_REGISTRATION - {"reason"}) | _OF_REQUEST | {"text", "link"},
        "answer": (_OF_REGISTRATION - {"reference", "standing"}) | _OF_REQUEST,
    }
    everywhere = set(PLACEHOLDERS) - (_OF_PERSONS if kind != "persons-registered" else set())
    return everywhere - apart.get(kind, _OF_MAIL | (_OF_REQUEST - {"missing"}) | {"text"})


def _unknown(source: str, known: set[str]) -> list[str]:
    sentences = []
    for found in dict.fromkeys(_BRACES.findall(source)):
        name = found.strip("{}")
        if len(found) > 1 and name in known:
            continue
        if len(found) > 1 and name in PLACEHOLDERS:
            sentences.append(_("{%(name)s} means nothing in this mail.") % {"name": name})
            continue
        if len(found) == 1:
            sentences.append(_("A brace “%(brace)s” stands alone; placeholders are written {name}.") % {"brace": found})
            continue
        near = difflib.get_close_matches(name.strip().lower().replace(" ", "_"), known, n=1, cutoff=0.5)
        sentence = _("There is no placeholder %(found)s.") % {"found": found}
        if near:
            sentence += " " + _("Did you mean {%(near)s}?") % {"near": near[0]}
        sentences.append(sentence)
    return sentences


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
