"""`manage.py reencrypt` finds by itself what is encrypted; that it does its work is proved with restricted data."""

from storage.management.commands.reencrypt import encrypted_fields


def test_every_encrypted_field_of_every_app_is_found() -> None:
    found = {f"{model._meta.label}.{name}" for model, names in encrypted_fields() for name in names}
    assert found == {
        "registrations.RestrictedData.diet",
        "registrations.RestrictedData.access_needs",
        "registrations.RestrictedData.answers",
        "inbox.MailProposal.restricted",
        "inbox.IncomingMessage.restricted",
        "outbox.SignOn.latest",
    }
