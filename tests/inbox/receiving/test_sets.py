"""The ten sets of mails through the intake, each mail once: what no mail may do, and how much is understood."""

from pathlib import Path

import pytest

from tests.mail_report.report import TOTALS, run
from tests.mail_report.vocabulary import SAFETY
from tests.mailreader.mails import SAMPLES

pytestmark = pytest.mark.django_db


def test_the_sets_are_read_safely_and_well_enough() -> None:
    folders = sorted(path.parent for path in Path(SAMPLES).parent.glob("*/expected.json"))
    found = run(folders)
    print(*list(found.lines())[-len(TOTALS) :], sep="\n")
    assert (len(folders), len(found.mails)) == (10, 288)
    assert [line for each in found.mails for line in each.failed(SAFETY)] == []
    assert found.below == []
