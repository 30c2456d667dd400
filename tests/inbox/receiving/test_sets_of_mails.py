"""What holds of every mail, whatever is expected of it: here of mails of our sets; and what a set may say."""

import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from time_machine import TimeMachineFixture

from desk.timeline import files
from inbox.models import IncomingMessage
from multilingual.search import fold
from registrations.models import Registration
from tests import proofs
from tests.factories import make_staff
from tests.inbox.receiving.world import Fed, fed, make_world
from tests.mailreader.mails import SAMPLES, expected

pytestmark = pytest.mark.django_db
SETS = [*SAMPLES.parent.glob("*/expected.json"), *(SAMPLES.parents[1] / "fresh_mails").glob("*/expected.json")]
MAILS = sorted(mail for path in SETS for mail in path.parent.glob("*.eml"))
ACTIVE = re.compile(
    r"(?i)<\s*(?:script|img|style|link|form|iframe|object|embed|meta|base|svg|video|audio|input|button)\b|"
    r"<[^>]*\b(?:href|src|style|on\w+|action|background)\s*="
)
# Bytes of one charset read as another, and an encoded word that nobody decoded.
GARBLED = re.compile(r"\ufffd|Ã[\u0080-\u00bf©¨ª«®¯±²³´µ¶·¸¹º»¼½¾¿]|â€|Â[\u00a0-\u00bf]")
ENCODED = re.compile(r"(?i)=\?[\w-]+\?[bq]\?")


@pytest.mark.parametrize("path", proofs.some(MAILS, 40), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_nothing_that_no_mail_may_do(
    path: Path, client: Client, settings: Settings, time_machine: TimeMachineFixture
) -> None:
    context = json.loads((path.parent / "expected.json").read_bytes())["context"]
    time_machine.move_to(context["now"])
    settings.STAFF_MAIL_DOMAINS = [context["staff_domain"].lower()]
    settings.DEFAULT_FROM_EMAIL = context["mailbox"]
    mail = fed(path.read_bytes(), context)
    message = mail.message
    texts = f"{message.subject} {message.from_name} {message.text} {message.html} {_open(mail)}"
    assert GARBLED.findall(texts) + ENCODED.findall(message.subject + message.from_name) == []
    to = [each.to_email.lower() for each in mail.written]
    assert len(to) == len(set(to)), "two messages to one address"
    assert [word for word in _restricted(mail) if len(word) > 2 and fold(word) in fold(_open(mail))] == []
    names = [fold(row.name) for row in mail.proposals if row.is_person and row.name]
    assert len(names) == len(set(names)), "somebody is proposed twice"
    anew = {fold(row.name) for row in mail.proposals if row.is_person and not row.target}
    assert anew & {fold(row.name) for row in Registration.objects.filter(event=message.conversation.event)} == set()
    assert _invented(mail) == []
    client.force_login(make_staff(is_superuser=True))
    _assert_harmless(message, client)


def _open(mail: Fed) -> str:
    """All that was stored or written besides the mail itself and what is kept apart."""
    parts: list[Any] = [mail.message.facts, mail.message.conversation.subject, mail.message.conversation.name]
    parts += [[row.data, row.reasons, row.missing, row.assumed, row.source] for row in mail.proposals]
    parts += [[row.subject, row.text, row.html] for row in mail.written]
    return json.dumps(parts, ensure_ascii=False, default=str)


def _restricted(mail: Fed) -> Iterable[str]:
    """What is in columns that only staff with the right to them see; a nationality may be told by a function, too."""
    values = [pair for row in mail.proposals for pair in row.restricted.items()]
    yield from (str(value) for kind, value in values if kind != "nationality")
    yield from (str(value) for value in mail.message.restricted.get("text", ()))


def _invented(mail: Fed) -> list[str]:
    """Words of a name or address that the mail does not have; one with files is left out: these have words, too."""
    row = mail.message
    heads = [row.subject, row.from_name, row.from_email, row.reply_to, str(row.to), str(row.cc)]
    known = fold(" ".join([*heads, row.text, re.sub(r"<[^>]+>", " ", row.html)]))
    people = [] if row.attachments else [one for one in mail.proposals if one.is_person]
    texts = [fold(one.value(name)) for one in people for name in ("given_name", "family_name", "email")]
    return [word for text in texts for word in re.findall(r"[^\W_]+", text) if word not in known]


def _assert_harmless(message: IncomingMessage, desk: Client) -> None:
    """Its page loads and runs nothing; each file is a download, the very one that came."""
    if message.html:
        page = desk.get(reverse("admin:inbox_conversation_html", args=[message.conversation_id, message.pk]))
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "'unsafe" not in policy
        assert ACTIVE.search(message.html) is None
    for file, fact in zip(files(message), message.attachments, strict=True):
        answer = desk.get(file.address)
        content = b"".join(answer) if answer.streaming else answer.content
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert hashlib.sha256(content).hexdigest() == fact["sha256"]


@pytest.mark.parametrize(
    ("kind", "row", "error"),
    [
        ("events", {"weather": "fine"}, ValueError),
        ("events", {"mode": "by-post"}, ValueError),
        ("registrations", {"hat": "red"}, ValueError),
        ("registrations", {"status": "asleep"}, ValueError),
        ("registrations", {"language": "tlh"}, ValidationError),
        ("outbound", {"kind": "sonnet"}, ValidationError),
    ],
)
def test_a_context_says_nothing_that_is_not_known(kind: str, row: dict[str, str], error: type[Exception]) -> None:
    context = expected()["context"]
    first, *others = context[kind]
    with pytest.raises(error):
        make_world({**context, kind: [{**first, **row}, *others]})
