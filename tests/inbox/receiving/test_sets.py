"""All sets of mails through the intake: every must holds, and most of what should be."""

from pathlib import Path

import pytest

from tests.mail_report.running import run
from tests.mail_report.verdicts import MET
from tests.mailreader.mails import SAMPLES

pytestmark = pytest.mark.django_db
FOLDER = Path(SAMPLES).parent


SETS = sorted(path.parent.name for path in FOLDER.glob("*/expected.json"))
# Of what a mail means some may be missed: a rule that only one mail needs is not written.
JUDGED = ("classification", "classification_any_of", "proposed_participants", "participants")
LEAST_JUDGED, LEAST_SHOULD = 94, 90


@pytest.mark.parametrize("folder", SETS)
def test_what_must_be_is_and_what_should_be_mostly(folder: str) -> None:
    """All that is safe and told by structure holds; class and persons of nearly all mails."""
    found = run(FOLDER / folder)
    unmet = [(mail.file, one) for mail in found.mails for one in mail.must if one.state != MET]
    judged = {file for file, one in unmet if one.name.startswith(JUDGED)}
    assert [(file, one) for file, one in unmet if not one.name.startswith(JUDGED)] == []
    assert 100 * (len(found.mails) - len(judged)) >= LEAST_JUDGED * len(found.mails) - 100
    assert found.share >= LEAST_SHOULD
    assert found.unchecked == 0
    assert found.notes == []
