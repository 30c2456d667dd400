"""The data files of the demo, and what their records have in common."""

import csv
import datetime
from pathlib import Path
from typing import Any

import yaml

from multilingual.texts import LANGUAGES

DATA = Path(__file__).resolve().parent / "data"

Record = dict[str, Any]


def read_yaml(name: str) -> Record:
    """One data file."""
    content: Record = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return content


def read_csv(name: str) -> list[dict[str, str]]:
    """The rows of one table."""
    with (DATA / name).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def spread(field: str, text: Record | str | None, languages: tuple[str, ...] = ("en", "fr")) -> dict[str, str]:
    """A text as arguments for the columns of a translated field; a bare string stands in each of `languages`."""
    if text is None:
        return {}
    by_language = text if isinstance(text, dict) else dict.fromkeys(languages, text)
    return {f"{field}_{code}": by_language[code] for code in LANGUAGES if by_language.get(code)}


def day(value: str | None) -> datetime.date | None:
    """A date as the data files write it: 2008-07-07."""
    return datetime.date.fromisoformat(value) if value else None
