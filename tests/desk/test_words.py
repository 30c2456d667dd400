"""Whatever code the reader notes has words at the desk."""

import re
from pathlib import Path

import pytest

import desk
import filereader
import inbox
import lexicon
import mailreader
from desk import labels

FOLDERS = [Path(str(room.__file__)).parent for room in (desk, inbox, mailreader, lexicon, filereader)]
CODE = r"{name}\(\s*f?\"([a-zA-Z-]+)"


def codes(name: str) -> set[str]:
    """The first arguments of all calls of this name in these rooms."""
    found: set[str] = set()
    for path in (path for folder in FOLDERS for path in folder.rglob("*.py")):
        found |= set(re.findall(CODE.format(name=name), path.read_text()))
    return found


def test_every_reason_has_words() -> None:
    used = codes(r"\bReason")
    assert {"signature", "Precedence", "too-short"} <= used
    assert used - set(labels.REASONS) == set()


def test_every_problem_has_words() -> None:
    used = codes(r"\bnote") | codes(r"\bUnreadable") | {"not-understood", "not-answered", "too-large"}
    assert {"document-cut", "not-an-archive", "unreadable"} <= used
    assert used - set(labels.PROBLEMS) == set()


@pytest.mark.parametrize("code", ["unreadable: ValueError", "not-understood: KeyError"])
def test_what_stands_behind_a_code_is_shown_to_nobody(code: str) -> None:
    [said] = labels.problems([code])
    assert "Error" not in said


def test_somebody_not_named_lacks_everything_in_words() -> None:
    assert labels.labels(["everything"]) == ["everything but that somebody comes"]
