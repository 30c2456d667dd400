"""Encoded words (RFC 2047), and base64 with anything wrong in it."""

import binascii
import re

from filereader.charsets import decode

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]{0,2000})\?=")
_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))


def decode_words(text: str) -> str:
    """RFC 2047. Neighbours of one charset are joined as bytes first: some clients cut a letter in two."""
    result: list[str] = []
    run, charset, end = b"", "", 0
    for found in _WORD.finditer(text):
        between = text[end : found.start()]
        label = found[1].partition("*")[0].lower()
        is_neighbour = bool(charset) and not between.strip()
        if not is_neighbour or label != charset:
            result.append(decode(run, charset)[0] if charset else "")
            result.append("" if is_neighbour else between)
            run, charset = b"", label
        run += _word_bytes(found[2], found[3])
        end = found.end()
    result.append(decode(run, charset)[0] if charset else "")
    return "".join(result) + text[end:]


def _word_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if encoding in "bB":
        return decode_base64(raw)
    return binascii.a2b_qp(raw, header=True)


def decode_base64(raw: bytes) -> bytes:
    """Base64 with anything wrong in it: foreign signs are skipped, a broken end is cut."""
    try:
        return binascii.a2b_base64(raw)
    except (binascii.Error, ValueError):
        bare = raw.translate(None, _NOT_BASE64)
        bare = bare[:-1] if len(bare) % 4 == 1 else bare
        return binascii.a2b_base64(bare + b"=" * (-len(bare) % 4))
