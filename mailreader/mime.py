"""Takes a mail apart: headers and parts as bytes, with limits; any bytes are a mail of some kind.

Written by hand because the standard library's parser nests a generator a level, and its newer policy raises on damaged
headers.
"""

import quopri
import re
from dataclasses import dataclass, field

from filereader.charsets import decode, guess
from filereader.limits import Budget
from mailreader.encoded_words import decode_base64, decode_words
from mailreader.limits import DEEPEST, HEADER_BLOCK, HEADER_LINES, HEADER_VALUE, MOST_PARTS

_BLANK = re.compile(rb"\r?\n[ \t]*\r?\n|\r\r")
_LINES = re.compile(rb"\r\n|\n|\r")
_NAME = re.compile(rb"([!-9;-~]{1,100})[ \t]*:[ \t]*(.*)", re.DOTALL)
# The first line between parts, where the head does not say how it is written: a part with a header follows.
_BOUNDARY = re.compile(rb"^--(\S{1,100})[ \t]*\r?\n(?=content-)", re.MULTILINE | re.IGNORECASE)
_PARAMETER = re.compile(r';\s*([^\s=;"]{1,60})\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)')


@dataclass(slots=True)
class Part:
    """A part of a mail: its headers, its body as it stands there, and the parts in it."""

    headers: list[tuple[str, bytes]] = field(default_factory=list)
    body: bytes = b""
    parts: list["Part"] = field(default_factory=list)
    default_type: str = "text/plain"

    def first(self, name: str) -> bytes:
        """The first value of a header, unfolded, or b""."""
        return next((value for key, value in self.headers if key == name), b"")

    def _parsed(self, name: str) -> tuple[str, dict[str, str]]:
        value = guess(self.first(name))
        # Some programs encode the whole value, or a parameter, as one word, marks and all.
        return parse_parameters(decode_words(value) if re.search(r"(?:\A|;\s*)=\?", value) else value)

    @property
    def content_type(self) -> str:
        """Type and subtype in lower case; the default where the header is missing or no type."""
        value = self._parsed("content-type")[0]
        return value if re.fullmatch(r"[\w.+-]{1,60}/[\w.+-]{1,100}", value) else self.default_type

    @property
    def type_parameters(self) -> dict[str, str]:
        """Parameters of the type, such as charset."""
        return self._parsed("content-type")[1]

    @property
    def disposition(self) -> str:
        """`attachment`, `inline` or ""."""
        return self._parsed("content-disposition")[0]

    @property
    def raw_filename(self) -> str:
        """The name of the file, RFC 2231 decoded, encoded words not."""
        return self._parsed("content-disposition")[1].get("filename", "") or self.type_parameters.get("name", "")

    def decoded(self) -> bytes:
        """The body without its transfer encoding; damaged encodings give what can be saved."""
        encoding = self._parsed("content-transfer-encoding")[0]
        if encoding == "base64":
            return decode_base64(self.body)
        if encoding == "quoted-printable":
            return quopri.decodestring(self.body)
        return self.body


def parse(raw: bytes, budget: Budget, depth: int = 0, default_type: str = "text/plain") -> Part:
    """The tree of parts. What the limits leave out stays in the body of the part where they were met."""
    part = Part(*split_headers(raw, budget), default_type=default_type)
    if not part.content_type.startswith("multipart/"):
        return part
    if depth >= DEEPEST:
        budget.note("too-deep")
        return part
    inner_type = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"  # RFC 2046, 5.1.5
    for chunk in _chunks(part, budget):
        if not budget.takes("parts", MOST_PARTS):
            budget.note("too-many-parts")
            break
        part.parts.append(parse(chunk, budget, depth + 1, inner_type))
    if not part.parts:
        budget.note("broken-multipart")
    return part


def _chunks(part: Part, budget: Budget) -> list[bytes]:
    boundary = part.type_parameters.get("boundary", "").strip().encode("utf-8", "replace")[:200]
    if not boundary:
        found = _BOUNDARY.search(part.body[:5000])
        if not found:
            return []
        boundary = found[1]
    line = re.compile(rb"(?:\A|\r\n|\n|\r)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=[\r\n]|\Z)")
    chunks: list[bytes] = []
    start = -1
    for mark in line.finditer(part.body):
        if start >= 0:
            chunks.append(part.body[start : mark.start()])
        start = mark.end()
        if mark[1] or len(chunks) > MOST_PARTS:
            start = -1
            break
    if start >= 0:
        chunks.append(part.body[start:])
    return [re.sub(rb"\A(?:\r\n|\n|\r)", b"", chunk, count=1) for chunk in chunks]


def split_headers(raw: bytes, budget: Budget) -> tuple[list[tuple[str, bytes]], bytes]:
    """Headers, unfolded and in lower case, and what follows them. A text without headers is a body."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if raw.startswith((b"\n", b"\r\n", b"\r")):
        return [], raw.lstrip(b"\r\n")
    window = raw[:HEADER_BLOCK]
    end = _BLANK.search(window)
    if end:
        block, body = raw[: end.start()], raw[end.end() :]
    elif len(raw) > HEADER_BLOCK:
        budget.note("headers-too-long")
        far = _BLANK.search(raw, HEADER_BLOCK)
        block, body = window, raw[far.end() :] if far else b""
    else:
        block, body = raw.rstrip(b"\r\n"), b""
    headers = _headers(block, budget)
    return (headers, body) if headers else ([], raw)


def _headers(block: bytes, budget: Budget) -> list[tuple[str, bytes]]:
    """Each header with the lines that go on with it; none where the first line is no header."""
    found: list[tuple[str, list[bytes]]] = []
    lines = _LINES.split(block)
    for number, line in enumerate(lines):
        header = _NAME.match(line)
        if line[:1] in (b" ", b"\t") and found:
            found[-1][1].append(line.strip())
        elif header and len(found) < HEADER_LINES:
            found.append((header[1].decode("ascii").lower(), [header[2]]))
        elif header:
            budget.note("too-many-headers")
            break
        elif not number and not line.startswith(b"From "):
            return []
        elif number and line.strip():
            budget.note("bad-header")
    return [(name, _cut(b" ".join(pieces).strip(), HEADER_VALUE)) for name, pieces in found]


def _cut(value: bytes, limit: int) -> bytes:
    """Not within a word: half an address is another address."""
    return value if len(value) <= limit else value[:limit].rpartition(b" ")[0] or value[:limit]


def parse_parameters(value: str) -> tuple[str, dict[str, str]]:
    """`attachment; filename*=utf-8''n%C3%A9` -> ("attachment", {"filename": "né"}), continuations joined (RFC 2231)."""
    main = value.partition(";")[0].strip().lower()
    plain: dict[str, str] = {}
    extended: dict[str, list[tuple[int, bool, str]]] = {}
    for found in list(_PARAMETER.finditer(value))[:100]:
        name, text = found[1].lower(), found[2].strip()
        if text.startswith('"'):
            text = re.sub(r"\\(.)", r"\1", text[1:-1])
        if "*" not in name:
            plain.setdefault(name, text)
            continue
        base, _star, rest = name.partition("*")
        number = rest.rstrip("*")
        if number.isascii() and (number.isdigit() or not number) and len(number) < 4:
            extended.setdefault(base, []).append((int(number or 0), rest.endswith("*") or not rest, text))
    for base, pieces in extended.items():
        plain[base] = _joined(sorted(pieces, key=lambda piece: piece[0]))
    return main, plain


def _joined(pieces: list[tuple[int, bool, str]]) -> str:
    charset, raw = "", b""
    for order, (_number, is_encoded, text) in enumerate(pieces):
        if order == 0 and is_encoded and text.count("'") >= 2:
            charset, _language, text = text.split("'", 2)
        if is_encoded:
            raw += re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), text.encode())
        else:
            raw += text.encode()
    return decode(raw, charset or "utf-8")[0]
