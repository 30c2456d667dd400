"""The roles of a secretariat: which group of staff may do what. `manage.py sync_roles` writes them."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext_lazy as _

EVENT_MANAGERS = "Event managers"
REGISTRATION_OFFICERS = "Registration officers"
AGENDA_EDITORS = "Agenda editors"
TRAVEL_OFFICERS = "Travel and visa officers"
DIRECTORY_EDITORS = "Directory editors"
READERS = "Readers"
IDENTITY_EDITORS = "Identity editors"
# Of use for the whole house alone: directory and identity belong to no event.
FOR_THE_HOUSE = (DIRECTORY_EDITORS, IDENTITY_EDITORS)

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
    "mailings.mailing", "mailings.mailingfile", "mailings.mailingrecipient",
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


# Who has which role for an event; giving one demands every right that it holds.
_ASSIGNMENTS = ("access.assignment",)
_KEPT = ("retention.hold", "retention.forgotten")


# Restricted data (diet, access needs, passports) are seen with `view_restricted` alone, which one role has.
ROLES: dict[str, set[str]] = {
    EVENT_MANAGERS: _grants(ALL, (*_PROGRAMME, *_FORM))
    | _grants(EDIT, ("speakers.organisation", "speakers.speaker"))
    | _grants(VIEW, (*_DIRECTORY, *_PEOPLE, *_KEPT))
    | _grants(ALL, ("mailings.mailing", "mailings.mailingfile", "retention.hold", *_ASSIGNMENTS))
    | {"events.publish_event", "events.publish_agenda"},
    REGISTRATION_OFFICERS: _grants(VIEW, (*_DIRECTORY, *_PROGRAMME, *_FORM, *_PEOPLE, *_KEPT))
    | _grants(EDIT, ("registrations.registration", "speakers.organisation"))
    | _grants(ALL, ("mailings.mailing", "mailings.mailingfile"))
    | _grants(VIEW, _MAILBOX)
    | {
        "registrations.decide_registration",
        "mailings.send_mailing",
        "outbox.change_message",
        "registrations.change_answer",
        "inbox.work_mailbox",
        "inbox.add_incomingmessage",
        "inbox.change_conversation",
        "outbox.delete_undeliverableaddress",
        "retention.erase_person",
        "retention.view_redaction",
        "retention.change_redaction",
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
    DIRECTORY_EDITORS: _grants(VIEW, _PROGRAMME)
    | _grants(
        EDIT, ("speakers.organisation", "speakers.speaker", "speakers.formername", "events.venue", "events.room")
    ),
    READERS: _grants(VIEW, (*_DIRECTORY, *_PROGRAMME, *_FORM, *_PEOPLE, *_KEPT)),
    IDENTITY_EDITORS: _grants(ALL, ("events.agendatemplate",)) | {"identity.view_identity", "identity.change_identity"},
}

# The same in words, for the page on which roles are given.
TITLES = {
    EVENT_MANAGERS: _("Event managers"),
    REGISTRATION_OFFICERS: _("Registration officers"),
    AGENDA_EDITORS: _("Agenda editors"),
    TRAVEL_OFFICERS: _("Travel and visa officers"),
    DIRECTORY_EDITORS: _("Directory editors"),
    READERS: _("Readers"),
    IDENTITY_EDITORS: _("Identity editors"),
}
WORDS = {
    EVENT_MANAGERS: _(
        "Make events ready: their texts, agenda, documents, categories, questions and the words of mails, and publish "
        "them; see who registers, and draft mail to participants. Give roles for them to others. Decide on nobody."
    ),
    REGISTRATION_OFFICERS: _(
        "Work at the queue and the shared mailbox: type in, correct, decide, answer, import and export people; send "
        "mail to participants; erase a person. See the programme."
    ),
    AGENDA_EDITORS: _("Write and translate agenda, texts and documents; publish nothing. See nobody who registers."),
    TRAVEL_OFFICERS: _("See who registers, with diet, access needs and passport data; each look is noted."),
    DIRECTORY_EDITORS: _("Correct and add speakers, bodies and venues, for all events: given for the whole house."),
    READERS: _("See programme and people, without restricted data; change nothing."),
    IDENTITY_EDITORS: _(
        "Set name, logo, colours, legal pages and Word templates of the organisation: given for the whole house."
    ),
}


def title_of(role: Group) -> str:
    """The name of a role in the reader's language; of a group that somebody else made, as it is."""
    return str(TITLES.get(role.name, role.name))


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
