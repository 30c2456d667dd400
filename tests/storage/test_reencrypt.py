"""`manage.py reencrypt` finds by itself what is encrypted; that it does its work is proved with restricted data."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings

from access import roles
from inbox.models import RawMail
from storage.encrypted_fields import is_unreadable
from storage.management.commands.reencrypt import encrypted_fields, encrypted_files
from tests.factories import make_incoming, make_registration, make_staff


def test_every_encrypted_field_of_every_app_is_found() -> None:
    found = {f"{model._meta.label}.{name}" for model, names in encrypted_fields() for name in names}
    assert found == {
        "registrations.RestrictedData.diet",
        "registrations.RestrictedData.access_needs",
        "registrations.RestrictedData.answers",
        "inbox.MailProposal.restricted",
        "inbox.IncomingMessage.restricted",
        "inbox.RawMail.content",
        "retention.Redaction.words",
        "outbox.SignOn.latest",
    }


def stored() -> bytes:
    """The bytes of the mail as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM inbox_rawmail")
        return bytes(cursor.fetchone()[0])


@pytest.mark.django_db
def test_mail_and_nominations_are_read_with_the_keys_alone(settings: Settings, client: Client) -> None:
    settings.RESTRICTED_KEYS = ["first"]
    mail = make_incoming(raw=b"Subject: Zenobia\r\n\r\nPlease.")
    person = make_registration(nomination_document=ContentFile(b"%PDF-1.4 Zenobia", name="note.pdf"))
    file = Path(person.nomination_document.path)
    assert [b"Zenobia" in content for content in (stored(), file.read_bytes())] == [False, False]
    assert [storage.path(name) for storage, name in encrypted_files()] == [str(file)]
    client.force_login(make_staff(*sorted(roles.ROLES[roles.REGISTRATION_OFFICERS])))
    raw = f"/admin/inbox/conversation/{mail.conversation_id}/mail/{mail.pk}/raw/"
    nomination = person.nomination_document.url

    def answers() -> list[int]:
        return [client.get(address).status_code for address in (raw, nomination)]

    assert b"".join(client.get(nomination).streaming_content) == b"%PDF-1.4 Zenobia"  # type: ignore[attr-defined]
    assert answers() == [200, 200]
    before = stored(), file.read_bytes()
    settings.RESTRICTED_KEYS = ["second", "first"]
    call_command("reencrypt")
    assert [stored() != before[0], file.read_bytes() != before[1]] == [True, True]
    assert sorted(path.name for path in file.parent.iterdir()) == [file.name]
    settings.RESTRICTED_KEYS = ["second"]
    assert answers() == [200, 200]
    settings.RESTRICTED_KEYS = ["another"]
    assert answers() == [404, 404]
    with pytest.raises(CommandError, match="1 rows and 1 files"):
        call_command("reencrypt")
    kept = RawMail.objects.get()
    assert is_unreadable(kept.content)
    kept.save()
    settings.RESTRICTED_KEYS = ["second"]
    assert answers() == [200, 200], "nothing was lost"
