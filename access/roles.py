"""The roles of a secretariat: which group of staff may do what. `manage.py sync_roles` writes them."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

EVENT_MANAGERS = "Event managers"
REGISTRATION_OFFICERS = "Registration officers"
AGENDA_EDITORS = "Agenda editors"
TRAVEL_OFFICERS = "Travel and visa officers"
READERS = "Readers"

ALL = ("view", "add", "change", "delete")
EDIT = ("view", "add", "change")
VIEW = ("view",)

_DIRECTORY = ("speakers.country", "speakers.formername", "speakers.organisation", "speakers.speaker")
_AGENDA = ("events.session", "events.appearance", "events.document", "events.documentfile")
_PROGRAMME = (
    "events.series", "events.seriesentry", "events.seriesorganisation", "events.venue", "events.room", "events.event",
    "events.eventorganisation", "events.phase", *_AGENDA,
)  # fmt: skip
_FORM = (
    "registrations.registrationsettings", "registrations.category", "registrations.question",
    "registrations.questionchoice", "outbox.messagetemplate", "inbox.standardanswer",
)  # fmt: skip
_PEOPLE = (
    "registrations.registration", "registrations.answer", "registrations.consent", "registrations.statechange",
    "outbox.message", "outbox.deliverytry",
)  # fmt: skip
# What people write to the shared mailbox is read by those who answer it, and by nobody besides.
_MAILBOX = (
    "inbox.conversation", "inbox.deskaction", "inbox.incomingmessage",
    "inbox.mailproposal", "inbox.mailbox", "outbox.undeliverableaddress",
)  # fmt: skip


def _grants(actions: tuple[str, ...], models: tuple[str, ...]) -> set[str]:
    """Names of permissions: "events.change_event"."""
    pairs = ((model.split("."), action) for model in models for action in actions)
    return {f"{app}.{action}_{model}" for (app, model), action in pairs}


_KEPT = ("retention.hold", "retention.forgotten")


# Restricted data (diet, access needs, passports) are seen with `view_restricted` alone, which one role has.
ROLES: dict[str, set[str]] = {
    EVENT_MANAGERS: _grants(ALL, (*_PROGRAMME, *_FORM))
    | _grants(EDIT, ("speakers.organisation", "speakers.speaker"))
    | _grants(VIEW, (*_DIRECTORY, *_PEOPLE, *_KEPT))
    | _grants(ALL, ("retention.hold",)),
    REGISTRATION_OFFICERS: _grants(VIEW, (*_DIRECTORY, *_PROGRAMME, *_FORM, *_PEOPLE, *_KEPT))
    | _grants(EDIT, ("registrations.registration", "speakers.organisation"))
    | _grants(VIEW, _MAILBOX)
    | {
        "registrations.decide_registration",
        "outbox.change_message",
        "registrations.change_answer",
        "inbox.work_mailbox",
        "inbox.add_incomingmessage",
        "inbox.change_conversation",
        "outbox.delete_undeliverableaddress",
        "retention.erase_person",
    },
    AGENDA_EDITORS: _grants(VIEW, (*_DIRECTORY, *_PROGRAMME))
    | _grants(ALL, _AGENDA)
    | _grants(EDIT, ("speakers.speaker", "speakers.organisation", "events.room"))
    | {"events.change_event"},
    TRAVEL_OFFICERS: _grants(VIEW, (*_DIRECTORY, *_PROGRAMME, *_FORM, *_PEOPLE))
    | {
        "registrations.view_restricted",
        "registrations.view_restricteddata",
        "registrations.change_restricteddata",
    },
    READERS: _grants(VIEW, (*_DIRECTORY, *_PROGRAMME, *_FORM, *_PEOPLE, *_KEPT)),
}


@transaction.atomic
def sync_roles() -> dict[str, int]:
    """Make every group hold exactly its permissions; says how many each has. Other groups are left alone."""
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    counts = {}
    for name, grants in ROLES.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set([known[grant] for grant in grants])
        counts[name] = len(grants)
    return counts
