"""All sets of mails through the intake: every must holds, and most of what should be."""

from pathlib import Path

import pytest

from tests.mail_report.running import run
from tests.mail_report.verdicts import MET
from tests.mailreader.mails import SAMPLES

pytestmark = pytest.mark.django_db
FOLDER = Path(SAMPLES).parent


@pytest.mark.parametrize(
    ("folder", "least"),
    [
        ("samples", 95),
        ("more", 90),
        ("answers", 95),
        ("machines", 95),
        ("requests", 95),
        ("letters", 95),
        ("everyday", 95),
        ("replies", 95),
        ("basins", 95),
        ("rivers", 95),
    ],
)
def test_what_must_be_is_and_what_should_be_mostly(folder: str, least: int) -> None:
    found = run(FOLDER / folder)
    unmet = [(mail.file, one) for mail in found.mails for one in mail.must if one.state != MET]
    assert unmet == []
    assert found.share >= least
    assert found.unchecked == 0
    assert found.notes == []
