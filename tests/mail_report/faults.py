"""What must not be (`must_not`): sentences to queries, by patterns. All that fit a sentence are asked.

A sentence that fits none is not checked, and the report says so.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from tests.mail_report.outcome import Outcome
from tests.mail_report.verdicts import FAILED, MET, UNCHECKED, Verdict

# What went wrong in words; "" where all is well; None where the sentence does not say enough to look.
Check = Callable[[Outcome, str], str | None]
REGISTER: list[tuple[re.Pattern[str], Check]] = []


def fault(pattern: str) -> Callable[[Check], Check]:
    """The function answers for sentences with this in them."""

    def register(check: Check) -> Check:
        REGISTER.append((re.compile(pattern, re.IGNORECASE), check))
        return check

    return register


def judge(outcome: Outcome, name: str, wanted: list[str]) -> Iterator[Verdict]:
    """A verdict a sentence."""
    from tests.mail_report import fault_checks, fault_persons, fault_texts  # noqa: F401  they fill the register

    for sentence in wanted:
        checks = list(dict.fromkeys(check for pattern, check in REGISTER if pattern.search(sentence)))
        said = [words for check in checks if (words := check(outcome, sentence)) is not None]
        wrong = [words for words in said if words]
        state = (FAILED if wrong else MET) if said else UNCHECKED
        yield Verdict(name, state, f"not: {sentence}", "; ".join(wrong))


def sentences(row: dict[str, Any]) -> list[str]:
    """Those of one mail."""
    return list(row.get("must", {}).get("must_not", ()))
