"""A version of an agenda is public: one mail to each who is concerned, as staff decided when they published it.

The worker looks for versions that are public and of which nobody was told yet: at once, or when their moment has come.
One that was withdrawn before writes to nobody.
"""

import datetime
import threading
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from events.changes import Change
from events.history import step_of
from events.models import AgendaVersion, Event
from mailings import purposes
from mailings.actions.parts import CHUNK, claimed, write_each
from mailings.agenda_mails import AgendaWriter, concerned
from mailings.kinds import AgendaKind
from outbox import scheduler
from outbox.models import Message, UndeliverableAddress
from outbox.queue import put_into_outbox
from registrations.models import Registration, RegistrationMessage
from registrations.models.registration import RegistrationQuerySet
from speakers.models import Speaker
from storage.clock import database_now

AUDIENCE = AgendaVersion.Audience


def due() -> Iterable[int]:
    """The versions of which somebody is to be told now."""
    rows = AgendaVersion.objects.out().filter(event__status=Event.Status.PUBLISHED, told_at=None)
    return rows.exclude(audience=AUDIENCE.NOBODY).order_by("published_from", "pk").values_list("pk", flat=True)


def write_due() -> int:
    """Write what is due, to each person once; how many messages."""
    return write_each(due(), _write_part, "Nobody can be told of version %s of an agenda.")


@transaction.atomic
def _write_part(key: int) -> int | None:
    """Write the next messages; None where all are written, or another worker does it."""
    rows = AgendaVersion.objects.filter(pk__in=due(), pk=key)
    version = claimed(rows.select_related("event__venue__country", "event__registration_settings", "created_by"))
    if version is None:
        return None
    changes = step_of(version).changes
    writer = AgendaWriter(version, changes)
    told = speakers_to_tell(version.event, changes)
    written = _tell_speakers(writer, told)
    if not written and changes and version.audience == AUDIENCE.EVERYBODY:
        written = _tell_participants(writer, told)
    if written:
        return written
    version.told_at = database_now()
    version.save(update_fields=["told_at"])
    return None


def speakers_to_tell(event: Event, changes: Iterable[Change]) -> dict[Speaker, list[Change]]:
    """Those who can be told: with an address."""
    return {speaker: own for speaker, own in concerned(event, changes).items() if speaker.email}


def participants_to_tell(event: Event, speakers: Iterable[Speaker]) -> RegistrationQuerySet:
    """Who has a place, with an address that takes mail, and is not told as a speaker."""
    undeliverable = UndeliverableAddress.objects.filter(email_key=OuterRef("email_key"))
    addresses = {speaker.email.casefold() for speaker in speakers}
    rows: RegistrationQuerySet = event.registrations.taking_part().exclude(email_key="")
    return rows.exclude(email_key__in=addresses).filter(~Exists(undeliverable)).order_by("pk")


def _tell_speakers(writer: AgendaWriter, told: dict[Speaker, list[Change]]) -> int:
    version = writer.version.pk
    written = Message.objects.filter(kind=AgendaKind.SPEAKERS, purpose__startswith=purposes.of_version(version))
    known = set(written.values_list("purpose", flat=True))
    left = [speaker for speaker in told if purposes.to_speaker(version, speaker.pk) not in known][:CHUNK]
    languages = languages_of(writer.event, left)
    for speaker in left:
        put_into_outbox(writer.to_speaker(speaker, told[speaker], writer.language_of(speaker, languages)))
    return len(left)


def languages_of(event: Event, speakers: Iterable[Speaker]) -> dict[str, str]:
    """The languages of those who registered too, by address."""
    keys = {speaker.email.casefold() for speaker in speakers}
    rows = Registration.objects.filter(event=event, email_key__in=keys).order_by("pk")
    return dict(rows.values_list("email_key", "language"))


def _tell_participants(writer: AgendaWriter, told: Iterable[Speaker]) -> int:
    written = Message.objects.filter(
        registration_link__registration=OuterRef("pk"), purpose__startswith=purposes.of_version(writer.version.pk)
    )
    rows = participants_to_tell(writer.event, told).filter(~Exists(written))
    people = list(rows.select_related("category", "organisation", "country")[:CHUNK])
    messages = []
    for person in people:
        person.event = writer.event
        messages.append(writer.to_participant(person))
    Message.objects.bulk_create(messages)
    links = [RegistrationMessage(message=m, registration=p) for m, p in zip(messages, people, strict=True)]
    RegistrationMessage.objects.bulk_create(links)
    return len(people)


def forget_old() -> int:
    """What speakers were written goes as what participants were written does; how many."""
    limit = timezone.now() - datetime.timedelta(days=settings.PARTICIPANT_DAYS)
    old = Message.objects.filter(kind=AgendaKind.SPEAKERS, created_at__lt=limit)
    return old.delete()[1].get(Message._meta.label, 0)


def start(stop: threading.Event) -> list[threading.Thread]:
    """The worker's thread that tells of agendas."""
    return [scheduler.start_loop(stop, "agendas", write_due)]
