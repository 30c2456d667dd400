"""The record: text files in a folder, one for each page, mail and file that came out."""

import csv
import hashlib
import io
import re
from collections import Counter
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.net import normal
from tests.net.pages import Page

HEADERS = (
    "Location", "Content-Type", "Content-Disposition", "Content-Language", "Content-Security-Policy", "Cache-Control",
    "Vary", "Retry-After", "X-Robots-Tag", "X-Frame-Options", "Referrer-Policy",
)  # fmt: skip
SUMMARY = "net.txt"


class Book:
    """Writes the files, each name once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.failures: list[str] = []

    def write(self, name: str, content: str) -> None:
        """One file; `name` is a path below the folder, without its ending."""
        name = normal.address(name)
        self.kinds[name.partition("/")[0]] += 1
        self.names[name] += 1
        if self.names[name] > 1:
            name += f" ({self.names[name]})"
        path = self.folder / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(normal.text(content).rstrip() + "\n", encoding="utf-8", newline="\n")

    def answer(self, name: str, response: Any, page: Page | None = None) -> None:
        """What was answered to one request."""
        self.write(name, told(response, page))
        for digest, options in (page.options if page is not None else {}).items():
            if not self.names[f"options/{digest}"]:
                self.write(f"options/{digest}", options)

    def fail(self, sentence: str) -> None:
        """Something that the walk wanted to do and could not; it stands in the record and at its end."""
        self.failures.append(sentence)

    def close(self) -> None:
        """The last file: what failed, how much there is."""
        lines = [f"{kind}: {number}" for kind, number in sorted(self.kinds.items())]
        (self.folder / SUMMARY).write_text("\n".join([*lines, *self.failures, ""]), encoding="utf-8")


def name_of(address: str) -> str:
    """A file's name for an address."""
    name = normal.address(address).removeprefix("/admin/").strip("/").replace("/*/", "/").removeprefix("*/")
    name = re.sub(r"[^\w.=&,-]+", ".", name.replace("?", "--")).strip(".") or "index"
    return name if len(name) < 120 else f"{name[:100]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def read(response: Any) -> Page | None:
    """The answer as a page, if it is one."""
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return None
    return Page(response.content.decode())


def told(response: Any, page: Page | None = None) -> str:
    """Status, headers and content of an answer, as text."""
    lines = [f"{response.status_code}"]
    if getattr(response, "exc_info", None):
        lines.append(f"{response.exc_info[0].__name__}: {response.exc_info[1]}")
    lines += [f"{name}: {in_order(response.headers[name])}" for name in HEADERS if name in response.headers]
    lines += [f"sets {name}" for name in sorted(response.cookies)]
    return "\n".join([*lines, "", page.text if page is not None else content_of(response)])


def in_order(header: str) -> str:
    """The directives of a policy come in any order."""
    return "; ".join(sorted(header.split("; "))) if "-src " in header else header


def body_of(response: Any) -> bytes:
    """The bytes; what comes in a stream comes once."""
    if not hasattr(response, "whole_body"):
        response.whole_body = b"".join(response.streaming_content) if response.streaming else response.content
    return bytes(response.whole_body)


def content_of(response: Any) -> str:
    """What is no page: texts as they are, cells of tables, of anything else its size and hash."""
    body = body_of(response)
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if "spreadsheet" in kind:
        return cells(body)
    if kind.startswith(("text/", "message/")) or kind.endswith(("json", "xml")):
        text = body.decode("utf-8-sig", "replace").replace("\r\n", "\n")
        return text.replace("><", ">\n<") if kind.endswith("xml") else text
    return f"{len(body)} bytes, {hashlib.sha256(body).hexdigest()[:16]}" if body else ""


def cells(body: bytes) -> str:
    """A workbook as text: each sheet's rows, with the links of cells."""
    out = io.StringIO()
    for sheet in load_workbook(io.BytesIO(body)):
        out.write(f"[sheet {sheet.title}]\n")
        rows = csv.writer(out, lineterminator="\n")
        for row in sheet.iter_rows():
            rows.writerow(
                [cell.value if cell.hyperlink is None else f"{cell.value} <{cell.hyperlink.target}>" for cell in row]
            )
    return out.getvalue()
