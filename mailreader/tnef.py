"""What Outlook wraps into winmail.dat (MS-OXTNEF): the text and the files, as parts of the mail they came in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from mailreader.charsets import decode
from mailreader.mime import Part

TYPES = {"application/ms-tnef", "application/vnd.ms-tnef"}
_SIGNATURE = b"\x78\x9f\x3e\x22"
_MOST_FILES, _MOST_ATTRIBUTES = 60, 2000
# Properties of MAPI by type and number: one value, its length, its bytes.
_LONG_NAME = re.compile(rb"([\x1e\x1f])\x00\x07\x37\x01\x00\x00\x00", re.DOTALL)
_HTML = re.compile(rb"([\x1e\x1f]\x00|\x02\x01)\x13\x10\x01\x00\x00\x00", re.DOTALL)
_PLAIN = re.compile(rb"([\x1e\x1f])\x00\x00\x10\x01\x00\x00\x00", re.DOTALL)


@dataclass(slots=True)
class _File:
    """A file while its attributes come."""

    name: str = ""
    data: bytes = b""


def is_tnef(part: Part) -> bool:
    """By its label, or by its name where a server has changed the label."""
    return part.content_type in TYPES or part.raw_filename.lower() == "winmail.dat"


def unpack(content: bytes) -> list[Part]:
    """The parts that were wrapped; none where nothing could be read. Never larger than what came."""
    opened = _Opened()
    for name, value in _attributes(content):
        if (take := _TAKES.get(name)) is not None:
            take(opened, value)
    return opened.parts + [_part(file) for file in opened.files if file.data]


@dataclass(slots=True)
class _Opened:
    """What is unpacked so far; each attribute is taken by one of these."""

    charset: str = ""
    parts: list[Part] = field(default_factory=list)
    files: list[_File] = field(default_factory=list)

    def code_page(self, value: bytes) -> None:
        self.charset = f"cp{int.from_bytes(value[:4], 'little')}"

    def body(self, value: bytes) -> None:
        self.parts.append(_text("plain", decode(value.rstrip(b"\0"), self.charset)[0]))

    def properties(self, value: bytes) -> None:
        self.parts = self.parts or _body_of(value, self.charset)

    def file(self, _value: bytes) -> None:
        if len(self.files) < _MOST_FILES:
            self.files.append(_File())

    def title(self, value: bytes) -> None:
        for file in self.files[-1:]:
            file.name = file.name or decode(value.rstrip(b"\0"), self.charset)[0]

    def data(self, value: bytes) -> None:
        for file in self.files[-1:]:
            file.data = value

    def properties_of_file(self, value: bytes) -> None:
        for file in self.files[-1:]:
            file.name = _property(_LONG_NAME, value, self.charset) or file.name


_TAKES: dict[int, Callable[[_Opened, bytes], None]] = {
    0x00069007: _Opened.code_page,
    0x0002800C: _Opened.body,
    0x00069003: _Opened.properties,
    # A file begins, its short name, its bytes, and its properties.
    0x00069002: _Opened.file,
    0x00018010: _Opened.title,
    0x0006800F: _Opened.data,
    0x00069005: _Opened.properties_of_file,
}


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


def _part(file: _File) -> Part:
    name = file.name.replace("\\", "_").replace('"', "_").encode("utf-8", "replace")
    return Part(
        [
            ("content-type", b"application/octet-stream"),
            ("content-disposition", b'attachment; filename="' + name + b'"'),
        ],
        file.data,
    )
