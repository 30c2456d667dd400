"""What may differ between two runs, or moves with the code, made alike: secrets, addresses, static files."""

import re
from collections.abc import Callable

OWN_PAGES = "login|logout|password_change|jsi18n|autocomplete|r"  # below /admin/, of no app
# Secrets by their look, each named by its place in the order of appearance in one file.
SECRETS = (
    ("UUID", re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b")),
    ("SIGNED", re.compile(r"(?<![\w.:-])[\w.-]{8,}:[A-Za-z0-9]{6}:[\w-]{27,43}(?![\w-])")),
    ("HEX", re.compile(r"(?<![0-9A-Za-z])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{12,64}(?![0-9A-Za-z])")),
    (
        "TOKEN",
        re.compile(r"(?<![\w-])(?=[a-z0-9_-]*[A-Z])(?=[A-Z0-9_-]*[a-z])(?=[A-Za-z_-]*\d)[\w-]{20,}(?![\w-])", re.ASCII),
    ),
    ("NAME", re.compile(r"(?<=_)[A-Za-z0-9]{7}(?=\.(?:pdf|docx|png|jpg|xlsx|csv)\b)")),
    ("BOUNDARY", re.compile(r"={15}\d+==")),
)
MOVES = (
    (re.compile(r"/static/(?:[\w.@-]+/)*([\w.@-]+)"), r"static:\1"),
    (re.compile(rf"/admin/(?!(?:{OWN_PAGES})/)[a-z_]+/"), "/admin/*/"),
    (re.compile(r"(app[_-]label=)[a-z_]+"), r"\1*"),
    (re.compile(r"\b[a-z_]+\.((?:view|add|change|delete|decide|work)_[a-z_]+)\b"), r"*.\1"),
)


def address(text: str) -> str:
    """An address as it is written down: without what moves, with secrets by their kind alone."""
    for pattern, instead in MOVES:
        text = pattern.sub(instead, text)
    for kind, pattern in SECRETS:
        text = pattern.sub(kind, text)
    return text


def text(text: str) -> str:
    """A whole file."""
    for pattern, instead in MOVES:
        text = pattern.sub(instead, text)
    for kind, pattern in SECRETS:
        text = pattern.sub(_numbered(kind), text)
    return text


def _numbered(kind: str) -> Callable[[re.Match[str]], str]:
    seen: dict[str, str] = {}
    return lambda match: seen.setdefault(match[0], f"{kind}-{len(seen) + 1}")
