"""Each mail of the sets of MAILS, else of some of ours, through the intake, alone in the world of its set."""

import os
from pathlib import Path

import pytest
from pytest_django import Settings
from time_machine import TimeMachineFixture

from tests import proofs
from tests.mail_report.outcome import Mail, fed
from tests.mail_report.report import below, found, judge, read
from tests.mailreader.mails import SAMPLES

pytestmark = pytest.mark.django_db
# Any three of ours have the forty mails from which on the totals decide.
OURS = sorted(path.parent for path in SAMPLES.parent.glob("*/expected.json"))
FOLDERS = [Path(name) for name in os.environ.get("MAILS", "").split()] or proofs.some(OURS, 3)


@pytest.mark.parametrize("mail", [pytest.param(mail, id=mail.name) for folder in FOLDERS for mail in read(folder)])
def test_a_mail_is_judged(mail: Mail, settings: Settings, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(mail.context["now"])
    settings.STAFF_MAIL_DOMAINS = [mail.context["staff_domain"].lower()] if mail.context.get("staff_domain") else []
    settings.DEFAULT_FROM_EMAIL = mail.context["mailbox"]
    found.extend(judge(fed(mail)))


def test_as_much_is_met_as_must_be() -> None:
    assert below(found) == []
