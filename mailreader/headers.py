"""Headers as people read them: encoded words, addresses, dates, message identifiers, names of files."""

import datetime
import re
import unicodedata
from email.utils import parsedate_to_datetime
from itertools import pairwise

from filereader.charsets import guess
from lexicon.matcher import EMAIL
from mailreader.encoded_words import decode_words
from mailreader.facts import Address

# Local parts by which mail servers write.
DAEMON = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon|maildaemon|mdaemon)(?:$|[+@.-])", re.IGNORECASE)
_ID = re.compile(r"<([^<>\s]{1,300})>")
_BRACKETS = re.compile(r"\[(?:mailto:)?\]?|\]|mailto:")
_SEPARATOR = re.compile(r'"(?:\\.|[^"\\])*"|\([^()]*\)|<[^<>]*>|\\.|[,;]')
_COMMENT = re.compile(r"\(([^()]{0,300})\)")


def text_of(raw: bytes) -> str:
    """A header's value for people: encoded words decoded, controls and odd spaces gone."""
    return tidy(decode_words(guess(raw)))


def tidy(text: str) -> str:
    """One line, single spaces, without control signs and without the marks that turn the direction of writing."""
    text = re.sub("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", text)
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text).strip()


def addresses(raw: bytes, limit: int = 200) -> tuple[Address, ...]:
    """The addresses of a header, names decoded after the commas were found: an encoded name may hold one."""
    return tuple(found for piece in _whole(_pieces(guess(raw)))[:limit] if (found := one_address(piece)))


def author(raw: bytes) -> Address | None:
    """Who wrote, by From: where that has one address, or none, all the rest of it is the name, commas and all."""
    text = guess(raw)
    if len(set(EMAIL.findall(text))) < 2:
        return one_address(text)
    return next((one for one in addresses(raw) if one.email), None)


def _whole(pieces: list[str]) -> list[str]:
    """A name with commas in it that nobody quoted stands in one piece with its address again."""
    whole: list[str] = []
    names: list[str] = []
    for piece in pieces:
        if piece.strip(",; ") and "<" not in piece and not EMAIL.search(piece):
            names.append(piece)
        else:
            whole += ["".join([*names, piece])] if "<" in piece else [*names, piece]
            names = []
    return [piece.lstrip(",; ") for piece in (*whole, *names)]


def _pieces(text: str) -> list[str]:
    """Cut before commas and semicolons outside quotes, comments and angles."""
    places = [found.start() for found in _SEPARATOR.finditer(text) if found[0] in ",;"]
    return [text[start:end] for start, end in pairwise([0, *places, len(text)])]


def one_address(text: str) -> Address | None:
    """`"Name" <a@b>`, `a@b (Name)`, `Name [mailto:a@b]`, `a@b`, `'Name' <>`; None for nothing."""
    text = re.sub(r'^\s*+"?[^"<>@:,\[]{0,100}+"?\s*+:\s*+(?=[^\s]*@|$)', "", text.strip(" ,;"))
    angled = re.search(r"<\s*+(?:mailto:)?([^<>]{0,320})>", text)
    found = EMAIL.search(angled[1] if angled else text)
    if angled:
        name = text[: angled.start()].strip() or text[angled.end() :]
    elif comment := _COMMENT.search(text):
        name = comment[1]
    else:
        name = text if found is None else _BRACKETS.sub(" ", text[: found.start()] + text[found.end() :])
    name = printed_name(name.strip(" ,;"))
    if name.lower() == (found[0].lower() if found else ""):
        name = ""
    return Address(name, found[0].lower() if found else "") if name or found else None


def printed_name(text: str) -> str:
    """A display name without its quotes and escapes, encoded words decoded."""
    text = re.sub(r"\\(.)", r"\1", text.strip())
    for quote in ('"', "'", "*"):
        if len(text) > 1 and text.startswith(quote) and text.endswith(quote):
            text = text[1:-1]
    return tidy(decode_words(text)).strip("\"'`‘’“” ")


def identifiers(raw: bytes, limit: int = 100) -> tuple[str, ...]:
    """Message-IDs, each in its angles."""
    found = [f"<{value}>" for value in _ID.findall(guess(raw))]
    return tuple(dict.fromkeys(found))[-limit:]


def identifier(raw: bytes) -> str:
    """The one Message-ID, in angles; a bare one gets them."""
    found = identifiers(raw)
    bare = guess(raw).strip()
    return found[0] if found else (f"<{bare}>" if re.fullmatch(r"[^\s<>]{3,300}", bare) else "")


def date(raw: bytes) -> datetime.datetime | None:
    """An instant with its zone; None for what no calendar knows."""
    try:
        moment = parsedate_to_datetime(guess(raw)[:200].strip())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
        moment.astimezone(datetime.UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    return moment


def filename(text: str) -> str:
    """A file's name alone, composed (NFC): no folders, no control signs, not longer than a file system takes."""
    name = unicodedata.normalize("NFC", tidy(decode_words(text))).replace("\\", "/").rsplit("/", 1)[-1]
    name = re.sub(r'[<>:"|?*]', "_", name).strip(". ")
    stem, dot, end = name.rpartition(".")
    return name if len(name) <= 150 else (f"{stem[: 149 - len(end)]}{dot}{end}" if len(end) < 12 else name[:150])
