"""What nobody does in the back office, whatever his or her rights."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import RequestFactory

# Written out: the attributes of the admins are what is tested.
NOBODY_MAY = {
    "access.Assignment": {"change"},
    "access.SecurityEvent": {"add", "change", "delete"},
    "events.Appearance": {"add"},
    "events.Session": {"add"},
    "identity.Identity": {"delete"},
    "inbox.Conversation": {"add", "change", "delete"},
    "outbox.Message": {"add", "delete"},
    "outbox.UndeliverableAddress": {"add", "change"},
    "registrations.Registration": {"delete"},
    "retention.Forgotten": {"add", "change", "delete"},
    "retention.Redaction": {"add", "delete"},
}


@pytest.mark.parametrize("label", [*NOBODY_MAY, "events.Event", "speakers.Speaker", "mailings.Mailing"])
def test_a_superuser_may_all_but_what_nobody_may(rf: RequestFactory, label: str) -> None:
    request = rf.get("/admin/")
    request.user = User(is_superuser=True, is_staff=True, is_active=True)
    model_admin = admin.site._registry[apps.get_model(label)]
    refused = {
        action
        for action in ("add", "change", "delete")
        if not getattr(model_admin, f"has_{action}_permission")(request)
    }
    assert refused == NOBODY_MAY.get(label, set())
