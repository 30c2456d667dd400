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
# Labels under which programs send the letters of a larger set as well (WHATWG Encoding Standard).
_LARGER = {
    "shift_jis": "cp932", "iso2022_jp": "iso2022_jp_ext", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949",
    "big5": "big5hkscs", "iso8859-9": "cp1254", "tis-620": "cp874", "iso8859-11": "cp874",
}  # fmt: skip
# What stands within or behind no word in small letters; the apostrophes and dashes of Windows do.
_ODD = re.compile("(?<=[a-z])(?:[^\x00-\x7fß-öø-ÿœšžıŁł‘’–—·´](?=[a-z])|[À-ÖØ-ÞŒŠŽŸ‚„ˆ‡†\ufffd](?![A-ZÀ-Þ]))")
# Those of them that print sets between letters: a space that does not break, the ellipsis, the bullet, quotes.
_OF_PRINT = set("\xa0…•«»“”™")
# What codecs raise over bytes that are none of theirs, or that they were never made for.
_WRONG = (UnicodeError, ValueError, LookupError, TypeError)
_SURROGATES = re.compile("[\ud800-\udfff]")


def decode(raw: bytes, label: str = "") -> tuple[str, str]:
    """The text, and "" or the code of what was wrong: "unknown-charset", "bad-bytes", "wrong-charset"."""
    for mark, name in MARKS:
        if raw.startswith(mark):
            return _keep_text(raw.decode(name, "replace")), ""
    if wide := unmarked_utf16(raw):
        return _keep_text(raw.decode(wide, "replace")), ""
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


def unmarked_utf16(raw: bytes) -> str:
    """The codec of a text in UTF-16 that does not say so, else "": its zeros stand on one side of its pairs."""
    head = raw[:4000]
    fewer, more = sorted((head[::2].count(0), head[1::2].count(0)))
    if more < max(4, len(head) // 20) or more < 20 * fewer:
        return ""
    return "utf-16-be" if head[::2].count(0) == more else "utf-16-le"


def guess(raw: bytes) -> str:
    """UTF-8 if most of it can be; else Windows-1252, where nearly every byte is a letter, or an older machine's set."""
    text = _mostly(raw, "utf-8")
    return _western(raw) if text is None else text


def _mostly(raw: bytes, known: str) -> str | None:
    """The text, with a sign in place of what is damaged; None where that is more than half of what is not ASCII."""
    try:
        text = raw.decode(known, "replace")
    except _WRONG:
        return None
    # What switches between sets of letters by escapes is nothing but noise in any other.
    is_right = (known.startswith("iso2022") and b"\x1b" in raw) or sum(
        ord(sign) > 127 for sign in text
    ) >= 2 * text.count("\ufffd")
    return _keep_text(text) if is_right else None


def _western(raw: bytes) -> str:
    """By the set of letters that leaves fewest signs within words: those of Windows, of a Macintosh, of DOS."""
    windows = _windows(raw)
    if _OF_PRINT.issuperset(_ODD.findall(windows[:20_000])):
        return windows
    older = (_keep_text(raw.decode(name, "replace")) for name in ("mac-roman", "cp850"))
    return min((windows, *older), key=lambda text: len(_ODD.findall(text[:20_000])))


def _as_windows(raw: bytes, *, is_labelled: bool) -> tuple[str, str]:
    if raw.isascii():
        return _keep_text(raw.decode("ascii")), ""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return (_windows(raw), "") if is_labelled else (guess(raw), "bad-bytes")
    # Valid UTF-8 with more than ASCII in it is never Windows-1252 by chance, unless it is very short.
    return _keep_text(text), "wrong-charset"


def _windows(raw: bytes) -> str:
    return _keep_text(raw.decode("cp1252", "replace"))


def _known(label: str) -> str:
    """The codec's own name, or "" for a label that is empty, unknown or no text."""
    # "x-sjis"; "iso-8859-8-i", in which Hebrew stands in the order in which it is read.
    label = re.sub(r"\Ax-|-[ie]\Z", "", label.strip().strip("\"'").lower())
    if not label or len(label) > 40:
        return ""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError, UnicodeError):
        return ""
    return "" if name in NOT_TEXT else _LARGER.get(name, name)


def _keep_text(text: str) -> str:
    """Without the signs that no text has and no database takes: NUL, and halves of surrogate pairs."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    if _SURROGATES.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
