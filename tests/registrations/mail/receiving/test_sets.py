"""Both sets of mails through the intake: every must holds, and most of what should be."""

from pathlib import Path

import pytest

from scripts.mail_report.running import run
from scripts.mail_report.verdicts import MET
from tests.registrations.mail.reading.mails import SAMPLES

pytestmark = pytest.mark.django_db
MORE = Path(SAMPLES).parent / "more"


@pytest.mark.parametrize(("folder", "least"), [(SAMPLES, 95), (MORE, 90)], ids=["samples", "more"])
def test_what_must_be_is_and_what_should_be_mostly(folder: Path, least: int) -> None:
    found = run(folder)
    unmet = [(mail.file, one) for mail in found.mails for one in mail.must if one.state != MET]
    assert unmet == []
    assert found.share >= least
    assert found.unchecked == 0
    assert found.notes == []
