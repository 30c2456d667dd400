"""Plain functions that make rows with visible defaults; every argument overrides one."""

import datetime
import hashlib
import itertools
from typing import Any

from django.contrib.auth.models import Permission, User
from django.utils import timezone

from events.actions.publish import publish
from events.models import AgendaVersion, Appearance, Document, Event, Session, Venue
from identity.models import Identity
from inbox.models import Conversation, IncomingMessage, MailProposal, RawMail
from inbox.models.conversations import MARK
from inbox.quoting import stretches
from inbox.threads import keep_threads
from mailings.models import Mailing
from mailreader import repeatable
from registrations.actions.register import register
from registrations.models import Category, Question, Registration, RegistrationSettings
from speakers.models import Country, Organisation, Speaker

_numbers = itertools.count(1)


def make_country(code: str = "CH") -> Country:
    """A country of the table that the migration loads."""
    return Country.objects.get(code=code)


def make_identity(**overrides: Any) -> Identity:
    """A house with a name in three languages, a colour, its contact and a privacy notice without Spanish."""
    fields = {
        "name_en": "Lakes Organization",
        "name_fr": "Organisation des lacs",
        "name_es": "Organización de los Lagos",
        "short_name_en": "LO",
        "short_name_fr": "OL",
        "short_name_es": "OLA",
        "accent": "#0069b4",
        "contact_en": "7 quai du Lac\n1201 Geneva",
        "email": "info@lakes.example.org",
        "website": "https://lakes.example.org/",
        "privacy_en": "We keep **little**.",
        "privacy_fr": "Nous gardons **peu**.",
        **overrides,
    }
    return Identity.objects.create(**fields)


def make_organisation(**overrides: Any) -> Organisation:
    """An organisation with a name in English and French."""
    number = next(_numbers)
    fields = {"slug": f"body-{number}", "name_en": f"Body {number}", "name_fr": f"Organisme {number}", **overrides}
    return Organisation.objects.create(**fields)


def make_speaker(**overrides: Any) -> Speaker:
    """A speaker."""
    number = next(_numbers)
    fields = {"slug": f"speaker-{number}", "given_name": "Awa", "family_name": f"Traoré-Lohoré {number}", **overrides}
    return Speaker.objects.create(**fields)


def make_venue(**overrides: Any) -> Venue:
    """A venue in Geneva."""
    number = next(_numbers)
    fields = {
        "slug": f"venue-{number}",
        "name_en": "Palais des Nations",
        "city_en": "Geneva",
        "city_fr": "Genève",
        "country": make_country(),
        "timezone": "Europe/Zurich",
        **overrides,
    }
    return Venue.objects.create(**fields)


def make_event(**overrides: Any) -> Event:
    """A published workshop of two days in June 2027, in Geneva's time."""
    number = next(_numbers)
    fields = {
        "code": f"WS-{number}",
        "slug": f"workshop-{number}",
        "title_en": f"Workshop {number}",
        "title_fr": f"Atelier {number}",
        "starts_on": datetime.date(2027, 6, 14),
        "ends_on": datetime.date(2027, 6, 15),
        "timezone": "Europe/Zurich",
        "status": Event.Status.PUBLISHED,
        **overrides,
    }
    return Event.objects.create(**fields)


def make_session(event: Event | None = None, start: str = "10:00", end: str = "11:00", **overrides: Any) -> Session:
    """A session on the first day of the event; times are of its clock."""
    event = event or make_event()
    number = next(_numbers)
    fields: dict[str, Any] = {"title_en": f"Session {number}", "title_fr": f"Séance {number}"}
    if start and event.starts_on:
        fields["starts_at"] = datetime.datetime.fromisoformat(f"{event.starts_on}T{start}").replace(tzinfo=event.zone)
        if end:
            fields["ends_at"] = datetime.datetime.fromisoformat(f"{event.starts_on}T{end}").replace(tzinfo=event.zone)
    return Session.objects.create(event=event, **{**fields, **overrides})


def publish_agenda(event: Event, **overrides: Any) -> AgendaVersion:
    """The draft of the agenda as it is now becomes the version that everybody reads."""
    return publish(event, **{"status": AgendaVersion.Status.PROVISIONAL, **overrides})


def publish_agendas() -> None:
    """So that of every event which has items, drafts too."""
    for event in Event.objects.filter(sessions__isnull=False).order_by("pk").distinct():
        publish_agenda(event)


def make_appearance(session: Session | None = None, **overrides: Any) -> Appearance:
    """A speaker with a printed function in a session."""
    fields = {
        "session": session or make_session(),
        "function_en": "Director, Ministry of Labour",
        "function_fr": "Directrice, Ministère du travail",
        **overrides,
    }
    if "speaker" not in fields:
        fields["speaker"] = make_speaker()
    return Appearance.objects.create(**fields)


def make_document(**overrides: Any) -> Document:
    """A public document, of an event unless another place is given."""
    fields = {"label_en": "Concept note", **overrides}
    if not {"event", "session", "appearance"} & set(fields):
        fields["event"] = make_event()
    return Document.objects.create(**fields)


def make_settings(event: Event | None = None, **overrides: Any) -> RegistrationSettings:
    """Registration by approval, open now."""
    fields = {"has_lists_by_hand": "asked_consents" in overrides, **overrides}
    return RegistrationSettings.objects.create(event=event or make_event(), **fields)


def make_category(event: Event | None = None, **overrides: Any) -> Category:
    """A category of participants."""
    number = next(_numbers)
    fields = {"code": f"category-{number}", "label_en": "Member State", "label_fr": "État membre", **overrides}
    return Category.objects.create(event=event or make_event(), **fields)


def make_question(event: Event | None = None, **overrides: Any) -> Question:
    """A question of one line."""
    number = next(_numbers)
    fields = {"code": f"question-{number}", "label_en": "Which session?", "label_fr": "Quelle séance ?", **overrides}
    return Question.objects.create(event=event or make_event(), **fields)


def make_registration(event: Event | None = None, **overrides: Any) -> Registration:
    """A complete registration, pending unless a state is given; made by the verb, so numbered and acknowledged."""
    event = event or make_event()
    if not RegistrationSettings.objects.filter(event=event).exists():
        make_settings(event)
    number = next(_numbers)
    arguments = {
        "source": Registration.Source.WEB,
        "language": "en",
        "given_name": "Ana",
        "family_name": f"Pérez {number}",
        "email": f"person-{number}@example.org",
        "function": "Head of unit",
        "organisation_name": "Ministry of Labour",
        "country": make_country("CV"),
        **overrides,
    }
    return register(event, **arguments)


def make_mailing(event: Event | None = None, **overrides: Any) -> Mailing:
    """A draft in English, to those who are approved."""
    fields: dict[str, Any] = {
        "event": event or make_settings().event,
        "subject_en": "News",
        "body_en": "{salutation}\n\nSee your [registration]({link}).\n\n{closing}",
        "filters": {"state": "approved"},
        **overrides,
    }
    return Mailing.objects.create(**fields)


def make_conversation(event: Event | None = None, **overrides: Any) -> Conversation:
    """A conversation to do, begun by somebody who writes English; without an event unless one is given."""
    number = next(_numbers)
    fields: dict[str, Any] = {
        "event": event,
        "kind": "registration-request",
        "subject": f"Registration {number}",
        "name": "Ana Pérez",
        "email": f"writer-{number}@example.org",
        "language": "en",
        **overrides,
    }
    if fields.get("state", "open") != "open":
        fields.setdefault("closed_at", timezone.now())
    return Conversation.objects.create(**fields)


def make_incoming(conversation: Conversation | None = None, *, raw: bytes = b"", **overrides: Any) -> IncomingMessage:
    """A mail of a person, with its bytes; sender, subject, language and kind are those of the conversation."""
    conversation = conversation or make_conversation()
    number = next(_numbers)
    text = overrides.get("text", "Please register me for the workshop.\n")
    raw = raw or f"From: {conversation.email}\r\nSubject: {number}\r\n\r\n{text}".encode()
    fields: dict[str, Any] = {
        "source": IncomingMessage.Source.IMAP,
        "content_key": hashlib.sha256(f"key {number}".encode()).hexdigest(),
        "sha256": hashlib.sha256(raw).hexdigest(),
        "size": len(raw),
        "message_id": f"<mail-{number}@example.org>",
        "from_name": conversation.name,
        "from_email": conversation.email,
        "reply_to": conversation.email,
        "to": [["", "dialogue@example.org"]],
        "subject": conversation.subject,
        "text": text,
        "own_text": text,
        "kind": conversation.kind,
        "is_auto_reply_allowed": True,
        "language": conversation.language,
        "facts": {"reply_language": conversation.language},
        **overrides,
    }
    fields = _as_stored(fields) | fields
    message = IncomingMessage.objects.create(conversation=conversation, **fields)
    RawMail.objects.create(message=message, content=raw)
    return message


def _as_stored(fields: dict[str, Any]) -> dict[str, Any]:
    """What is found in these columns when a mail is read."""
    restricted = stretches(fields.get("restricted", {}))
    bare = repeatable.bare_subject(fields["subject"], MARK.pattern)
    return {
        "bare_subject": "" if repeatable.is_restricted(bare, restricted) else bare,
        "folded": repeatable.folded_lines(fields["text"].strip("\n")),
        "quotable": "\n".join(repeatable.quotable(fields["own_text"], restricted)),
    }


def make_proposal(message: IncomingMessage | None = None, **overrides: Any) -> MailProposal:
    """A person to register, with all that is needed; `data` overrides single fields of the person."""
    message = message or make_incoming()
    number = next(_numbers)
    data: dict[str, Any] = {
        "honorific": "Ms",
        "given_name": "Ana",
        "family_name": f"Pérez {number}",
        "function": "Head of unit",
        "organisation": "Ministry of Labour",
        "country": "CV",
        "email": f"person-{number}@example.org",
        "mode": "in_person",
        "is_sure": True,
        **overrides.pop("data", {}),
    }
    fields: dict[str, Any] = {
        "position": message.proposals.count(),
        "action": MailProposal.Action.REGISTER,
        "data": {name: value for name, value in data.items() if value},
        **overrides,
    }
    proposal = MailProposal.objects.create(message=message, **fields)
    if proposal.target_id:
        keep_threads({proposal.target_id})
    return proposal


def make_staff(*permissions: str, is_superuser: bool = False) -> User:
    """A member of staff with the named permissions ("events.change_event")."""
    number = next(_numbers)
    user = User.objects.create_user(
        f"staff-{number}", f"staff-{number}@example.org", "secret", is_staff=True, is_superuser=is_superuser
    )
    wanted = [name.split(".") for name in permissions]
    rows = Permission.objects.filter(
        content_type__app_label__in={app for app, _codename in wanted},
        codename__in={codename for _app, codename in wanted},
    ).select_related("content_type")
    by_name = {(row.content_type.app_label, row.codename): row for row in rows}
    user.user_permissions.set([by_name[app, codename] for app, codename in wanted])
    return user
