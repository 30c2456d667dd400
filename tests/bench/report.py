"""The table of results, for the terminal and for docs/performance.md."""

import datetime
import os
import platform
import re
from pathlib import Path

import django
from django.db import connection

from tests.bench import numbers
from tests.bench.load import generator_name
from tests.bench.measure import Row

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "performance.md"
_BEGIN, _END = "<!-- figures: written by `make bench` -->", "<!-- end of figures -->"


def figure(value: float) -> str:
    """A number with as many digits as mean something."""
    return f"{value:,.0f}" if value >= 20 else f"{value:.2g}" if value < 1 else f"{value:.1f}".removesuffix(".0")


def machine() -> str:
    """What it was measured on."""
    cpu = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    total = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0].split()[0]
    return (
        f"{cpu[1] if cpu else platform.processor()}, {os.cpu_count()} cores, "
        f"{int(total[1]) / 1024**2 if total else 0:.0f} GiB of memory, {platform.system()} {platform.machine()}; "
        f"Python {platform.python_version()}, Django {django.get_version()}, PostgreSQL {postgres}; "
        f"granian with {numbers.WEB_PROCESSES} web processes, `DEBUG` off; "
        f"load from `{generator_name()}` on the same machine"
    )


def table(rows: list[Row]) -> str:
    """The results in Markdown."""
    lines = ["| what | Atelier | must | | detail | others |", "|---|--:|--:|---|---|---|"]
    for row in rows:
        value = f"{figure(row.value)} {row.unit}".strip()
        peer = numbers.PEERS.get(row.peer, "")
        lines.append(f"| {row.what} | {value} | {row.target or ''} | {row.verdict} | {row.detail} | {peer} |")
    return "\n".join(lines)


def in_words(rows: list[Row]) -> str:
    """The results for the terminal."""
    lines = []
    for row in rows:
        value = f"{figure(row.value)} {row.unit}".strip()
        lines.append(f"{row.verdict.strip('*'):4}  {row.what:42} {value:>18}   {row.target or ''!s:>14}   {row.detail}")
    return "\n".join(lines)


def write(rows: list[Row]) -> None:
    """Put the table between its marks in the page; the words around it stay."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(_BEGIN)
    _old, after = rest.split(_END)
    today = datetime.datetime.now(tz=datetime.UTC).date()
    figures = f"Measured on {today:%Y-%m-%d}: {machine()}.\n\n{table(rows)}"
    PAGE.write_text(f"{before}{_BEGIN}\n\n{figures}\n\n{_END}{after}", encoding="utf-8")
