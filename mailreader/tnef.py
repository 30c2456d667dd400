"""What Outlook wraps into winmail.dat (MS-OXTNEF): the text and the files, as parts of the mail they came in."""

import re
from collections.abc import Iterator

from filereader.charsets import decode
from mailreader.mime import Part

TYPES = {"application/ms-tnef", "application/vnd.ms-tnef"}
_SIGNATURE = b"\x78\x9f\x3e\x22"
_MOST_FILES, _MOST_ATTRIBUTES = 60, 2000
_CODE_PAGE, _BODY, _PROPERTIES = 0x00069007, 0x0002800C, 0x00069003
# A file begins, its short name, its bytes, and its properties.
_FILE, _SHORT_NAME, _CONTENT, _FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
# Properties of MAPI by type and number: one value, its length, its bytes.
_LONG_NAME = re.compile(rb"([\x1e\x1f])\x00\x07\x37\x01\x00\x00\x00", re.DOTALL)
_HTML = re.compile(rb"([\x1e\x1f]\x00|\x02\x01)\x13\x10\x01\x00\x00\x00", re.DOTALL)
_PLAIN = re.compile(rb"([\x1e\x1f])\x00\x00\x10\x01\x00\x00\x00", re.DOTALL)


def is_tnef(part: Part) -> bool:
    """By its label, or by its name where a server has changed the label."""
    return part.content_type in TYPES or part.raw_filename.lower() == "winmail.dat"


def unpack(content: bytes) -> list[Part]:
    """The parts that were wrapped; none where nothing could be read. Never larger than what came."""
    charset = ""
    parts: list[Part] = []
    files: list[tuple[str, bytes]] = []
    for attribute, value in _attributes(content):
        if attribute == _CODE_PAGE:
            charset = f"cp{int.from_bytes(value[:4], 'little')}"
        elif attribute == _BODY:
            parts.append(_text("plain", decode(value.rstrip(b"\0"), charset)[0]))
        elif attribute == _PROPERTIES:
            parts = parts or _body_of(value, charset)
        elif attribute == _FILE:
            files.append(("", b""))
        elif files:
            files[-1] = _file_with(files[-1], attribute, value, charset)
    return parts + [_part(name, data) for name, data in files[:_MOST_FILES] if data]


def _file_with(file: tuple[str, bytes], attribute: int, value: bytes, charset: str) -> tuple[str, bytes]:
    """Name and bytes of a file, with what one more attribute says."""
    name, data = file
    if attribute == _SHORT_NAME:
        return name or decode(value.rstrip(b"\0"), charset)[0], data
    if attribute == _CONTENT:
        return name, value
    return (_property(_LONG_NAME, value, charset) or name, data) if attribute == _FILE_PROPERTIES else file


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Name and value, one after the other, as far as the bytes go."""
    if not content.startswith(_SIGNATURE):
        return
    place = 6
    for _number in range(_MOST_ATTRIBUTES):
        if place + 9 > len(content):
            return
        name = int.from_bytes(content[place + 1 : place + 5], "little")
        size = int.from_bytes(content[place + 5 : place + 9], "little")
        yield name, content[place + 9 : place + 9 + size]
        place += 9 + size + 2  # a sum behind each, which nobody needs


def _body_of(value: bytes, charset: str) -> list[Part]:
    """The text among the properties of the message: as a page, else plain. What is in RTF alone is not read."""
    if page := _property(_HTML, value, charset):
        return [_text("html", page)]
    plain = _property(_PLAIN, value, charset)
    return [_text("plain", plain)] if plain else []


def _property(pattern: re.Pattern[bytes], value: bytes, charset: str) -> str:
    found = pattern.search(value)
    if found is None:
        return ""
    size = int.from_bytes(value[found.end() : found.end() + 4], "little")
    raw = value[found.end() + 4 : found.end() + 4 + size]
    if found[1][:1] == b"\x1f":
        return raw.decode("utf-16-le", "replace").rstrip("\0")
    return decode(raw.rstrip(b"\0"), charset)[0]


def _text(kind: str, text: str) -> Part:
    return Part([("content-type", f"text/{kind}; charset=utf-8".encode())], text.encode("utf-8", "replace"))


def _part(filename: str, content: bytes) -> Part:
    name = filename.replace("\\", "_").replace('"', "_").encode("utf-8", "replace")
    return Part(
        [
            ("content-type", b"application/octet-stream"),
            ("content-disposition", b'attachment; filename="' + name + b'"'),
        ],
        content,
    )
