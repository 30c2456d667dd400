"""The ten sets of mails (some of them, drawn, in `make test`) through the intake, each mail once: what no mail may do,
and how much is understood. Each set reaches what is asked of all, so any of them do.
"""

from pathlib import Path

import pytest

from tests import proofs
from tests.mail_report.report import TOTALS, run
from tests.mail_report.vocabulary import SAFETY
from tests.mailreader.mails import SAMPLES

pytestmark = pytest.mark.django_db


def test_the_sets_are_read_safely_and_well_enough() -> None:
    folders = sorted(path.parent for path in Path(SAMPLES).parent.glob("*/expected.json"))
    assert len(folders) == 10
    found = run(proofs.some(folders, 2))
    print(*list(found.lines())[-len(TOTALS) :], sep="\n")
    assert len(found.mails) == 288 or not proofs.IS_WHOLE
    assert [line for each in found.mails for line in each.failed(SAFETY)] == []
    assert found.below == []
