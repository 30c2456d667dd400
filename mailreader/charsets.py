"""Bytes to text: the label is honoured where it can be true, else the bytes decide; never an error."""

import codecs
import re

# Labels that in practice mean Windows-1252, which holds them as a part (WHATWG Encoding Standard).
AS_WINDOWS = {"iso8859-1", "ascii", "cp1252", "latin-1", "iso-8859-1"}
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Codecs that turn bytes into something else than text, or cost more than they are worth here.
NOT_TEXT = {
    "base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "idna", "punycode", "unicode_escape", "undefined",
    "raw_unicode_escape", "utf-7",
}  # fmt: skip
# What codecs raise over bytes that are none of theirs, or that they were never made for.
_WRONG = (UnicodeError, ValueError, LookupError, TypeError)
_SURROGATES = re.compile("[\ud800-\udfff]")


def decode(raw: bytes, label: str = "") -> tuple[str, str]:
    """The text, and "" or the code of what was wrong: "unknown-charset", "bad-bytes", "wrong-charset"."""
    for mark, name in MARKS:
        if raw.startswith(mark):
            return _keep_text(raw.decode(name, "replace")), ""
    known = _known(label)
    if label and not known:
        return guess(raw), "unknown-charset"
    if known in AS_WINDOWS or not known:
        return _as_windows(raw, is_labelled=known not in ("", "ascii"))
    try:
        return _keep_text(raw.decode(known)), ""
    except _WRONG:
        text = _mostly(raw, known)
        return (guess(raw) if text is None else text), "bad-bytes"


def guess(raw: bytes) -> str:
    """UTF-8 if most of it can be, else Windows-1252, in which nearly every byte is a letter."""
    text = _mostly(raw, "utf-8")
    return _windows(raw) if text is None else text


def _mostly(raw: bytes, known: str) -> str | None:
    """The text, with a sign in place of what is damaged; None where that is a quarter of what is not ASCII, or more."""
    try:
        text = raw.decode(known, "replace")
    except _WRONG:
        return None
    bad = text.count("\ufffd")
    return None if bad and sum(ord(sign) > 127 for sign in text) <= 3 * bad else _keep_text(text)


def _as_windows(raw: bytes, *, is_labelled: bool) -> tuple[str, str]:
    if raw.isascii():
        return _keep_text(raw.decode("ascii")), ""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return _windows(raw), "" if is_labelled else "bad-bytes"
    # Valid UTF-8 with more than ASCII in it is never Windows-1252 by chance, unless it is very short.
    return _keep_text(text), "wrong-charset"


def _windows(raw: bytes) -> str:
    return _keep_text(raw.decode("cp1252", "replace"))


def _known(label: str) -> str:
    """The codec's own name, or "" for a label that is empty, unknown or no text."""
    label = label.strip().strip("\"'").lower()
    if not label or len(label) > 40:
        return ""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError, UnicodeError):
        return ""
    return "" if name in NOT_TEXT else name


def _keep_text(text: str) -> str:
    """Without the signs that no text has and no database takes: NUL, and halves of surrogate pairs."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    if _SURROGATES.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
