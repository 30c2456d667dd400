"""A PDF may compute for so long and no longer; how busy the machine is meanwhile does not count."""

import pytest

from filereader import pages
from filereader.limits import Budget, Limits
from filereader.office import Unreadable
from filereader.pdf import read_pdf
from tests.mailreader.mails import pdf

PDF = pdf(["NOTE VERBALE", "Name: Mr Ilir Hoxha"])


def test_a_pdf_that_computes_for_too_long_is_ended_and_charged() -> None:
    # The quickest machine takes several times as long for so many lines.
    budget = Budget(Limits(pdf_seconds=0.1))
    with pytest.raises(Unreadable, match="document-cut"):
        read_pdf(pdf(["Name: Mr Ilir Hoxha"] * 30_000), budget)
    assert budget.problems == ["document-cut"]
    assert budget.spent_elsewhere > 0.05


def test_one_that_only_keeps_us_waiting_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "CLOCK", 0.01)
    budget = Budget(Limits())
    with pytest.raises(Unreadable, match="document-cut"):
        read_pdf(PDF, budget)
    assert budget.problems == ["document-cut"]


def test_what_a_pdf_took_is_missing_for_the_next() -> None:
    budget = Budget(Limits())
    count, text = read_pdf(PDF, budget)
    assert "Ilir Hoxha" in text
    assert count == 1
    budget.spent_elsewhere = budget.limits.seconds
    assert budget.is_late
    with pytest.raises(Unreadable, match="document-cut"):
        read_pdf(PDF, budget)
