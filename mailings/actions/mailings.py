"""Mail to many: released by staff, written by the worker part by part, each once; what is not sent can be stopped.

Whoever ended, or whose address takes no mail, is left out when it is written, and once more when a message's turn to
leave has come (`MailingRecipient.hindrance`).
"""

import datetime
import threading
from collections import defaultdict
from collections.abc import Collection, Mapping

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from mailings import purposes
from mailings.actions.parts import CHUNK, claimed, write_each
from mailings.errors import MailingChanged, NobodyChosen, NotADraft, NothingToStop, NothingWritten
from mailings.models import Mailing, MailingRecipient, Reason, reason_not_to_write, with_hindrances
from mailings.writer import MailingWriter, says_nothing
from outbox import scheduler
from outbox.models import Message, UndeliverableAddress
from registrations.actions.locking import locked_settings
from registrations.models import Registration, RegistrationMessage
from registrations.models.states import State
from registrations.selection import selected
from storage.clock import database_now

# A test that staff sent to themselves is kept for so long.
TEST_DAYS = 30


def chosen(mailing: Mailing) -> list[int]:
    """The registrations of its event that its filters choose, the longest registered first; nobody who was erased."""
    rows = selected(Registration.objects.unerased().filter(event=mailing.event_id), mailing.filters)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def judged(mailing: Mailing) -> list[tuple[Registration, str]]:
    """Whom its filters choose, each with the code of a Reason why there is no mail, or nothing."""
    people = people_of(mailing, chosen(mailing)).values()
    return [(person, reason_not_to_write(person, is_news=mailing.is_news)) for person in people]


@transaction.atomic
def release(mailing: Mailing, by: User, seen: datetime.datetime) -> int:
    """Let the worker write it, now or when it is planned for; how many get it. `seen`: the last change that staff saw.

    The race: two click at once, or a colleague changes the words meanwhile. The lock of the row lets one after the
    other look at the state and at the last change. Raises NotADraft, MailingChanged, NothingWritten, NobodyChosen.
    """
    row = _locked(mailing)
    if row.state != Mailing.State.DRAFT:
        raise NotADraft
    if row.updated_at != seen:
        raise MailingChanged
    if says_nothing(row):
        raise NothingWritten
    row.state, row.released_at, row.released_by = Mailing.State.RELEASED, database_now(), by
    row.save(update_fields=["state", "released_at", "released_by"])
    if not _add_chosen(row):
        raise NobodyChosen
    return sum(not reason for _person, reason in judged(row))


@transaction.atomic
def stop(mailing: Mailing) -> int:
    """Whatever of it was not sent yet shall not go; of how many people. Raises NothingToStop.

    The worker writes and staff stop under the lock of the same row; a message that is being sent goes.
    """
    row = _locked(mailing)
    if not row.is_open:
        raise NothingToStop
    unsent = row.messages.filter(state__in=(Message.State.QUEUED, Message.State.HELD))
    stopped = unsent.update(state=Message.State.DISCARDED)
    discarded = row.recipients.filter(message__state=Message.State.DISCARDED, left_out="").values_list("pk", flat=True)
    count = MailingRecipient.objects.filter(pk__in=list(discarded)).update(left_out=Reason.STOPPED)
    count += row.recipients.pending().update(left_out=Reason.STOPPED)
    if not (stopped or count):
        raise NothingToStop
    row.state, row.ended_at = Mailing.State.STOPPED, database_now()
    row.save(update_fields=["state", "ended_at"])
    return count


def _locked(mailing: Mailing) -> Mailing:
    return Mailing.objects.select_for_update(of=("self",)).select_related("event").get(pk=mailing.pk)


def _add_chosen(mailing: Mailing) -> int:
    """Put down whoever is chosen and is not among the recipients yet; how many."""
    known = set(mailing.recipients.values_list("registration", flat=True))
    rows = [MailingRecipient(mailing=mailing, registration_id=pk) for pk in chosen(mailing) if pk not in known]
    MailingRecipient.objects.bulk_create(rows)
    return len(rows)


# What the worker does -------------------------------------------------------------------------------------------------


def write_due() -> int:
    """Write what is due; how many recipients were decided on."""
    keys = Mailing.objects.due(database_now()).values_list("pk", flat=True)
    return write_each(keys, _write_part, "Mailing %s cannot be written.")


@transaction.atomic
def _write_part(pk: int) -> int | None:
    """Decide on the next recipients and write to them; None where nothing is left to do, or another worker does it.

    With the transaction all of a part is undone: whoever takes it up finds these recipients as they were.
    """
    mailing = claimed(Mailing.objects.due(database_now()).filter(pk=pk))
    if mailing is None:
        return None
    mailing.event = locked_settings(mailing.event_id).event
    if mailing.begun_at is None:
        _add_chosen(mailing)
        mailing.begun_at = database_now()
        mailing.save(update_fields=["begun_at"])
    recipients = list(mailing.recipients.pending().order_by("pk")[:CHUNK])
    writer = MailingWriter(mailing)
    if recipients:
        _write(writer, recipients)
        return len(recipients)
    if mailing.has_copies:
        _write_copies(writer)
    mailing.state, mailing.ended_at = Mailing.State.WRITTEN, database_now()
    mailing.save(update_fields=["state", "ended_at"])
    return 0


def _write(writer: MailingWriter, recipients: list[MailingRecipient]) -> None:
    """To each of these its message, or the reason why there is none: six statements, however many they are."""
    mailing = writer.mailing
    people = people_of(mailing, [row.registration_id for row in recipients])
    reasons = _reasons(mailing, people)
    for row in recipients:
        person, row.left_out = people[row.registration_id], reasons.get(row.registration_id, "")
        if not row.left_out:
            purpose = purposes.of_mail(mailing.pk, person.pk)
            row.message = writer.message(person, by=mailing.released_by, purpose=purpose)
    written = [row for row in recipients if row.message is not None]
    Message.objects.bulk_create([row.message for row in written if row.message is not None])
    RegistrationMessage.objects.bulk_create(
        [RegistrationMessage(message=row.message, registration_id=row.registration_id) for row in written]
    )
    MailingRecipient.objects.bulk_update(recipients, ["message", "left_out"])


def left_out_so_far(mailing: Mailing) -> dict[int, str]:
    """By registration: why recipients whom the worker has not come to yet get no mail, as things stand."""
    pending = mailing.recipients.pending().values_list("registration", flat=True)
    return _reasons(mailing, people_of(mailing, list(pending)))


def _reasons(mailing: Mailing, people: Mapping[int, Registration]) -> dict[int, str]:
    """By key, why those of these people get no mail who get none."""
    still = set(selected(Registration.objects.filter(pk__in=people), mailing.filters).values_list("pk", flat=True))
    found = {
        pk: reason_not_to_write(person, is_news=mailing.is_news) or ("" if pk in still else Reason.NOT_CHOSEN.value)
        for pk, person in people.items()
    }
    return {pk: reason for pk, reason in found.items() if reason}


def people_of(mailing: Mailing, keys: Collection[int]) -> dict[int, Registration]:
    """The registrations with what their mails say and whether they get one, by key."""
    rows = with_hindrances(Registration.objects.filter(pk__in=keys))
    people = (
        rows.select_related("category", "organisation", "country")
        .defer("search_text", "note", "remarks")
        .order_by("pk")
        .in_bulk()
    )
    for person in people.values():
        person.event = mailing.event
    return people


def _write_copies(writer: MailingWriter) -> None:
    """One copy to each who asked by mail for places of others, which names all of these who were written to."""
    mailing = writer.mailing
    written = mailing.recipients.exclude(message=None).values_list("registration", flat=True)
    by_contact: dict[str, list[int]] = defaultdict(list)
    for pk, address in contacts_of(list(written)).items():
        by_contact[address].append(pk)
    people = people_of(mailing, [pk for keys in by_contact.values() for pk in keys])
    for address, keys in by_contact.items():
        purpose = purposes.of_copy(mailing.pk, keys[0])
        message = writer.copy(address, [people[pk] for pk in keys], by=mailing.released_by, purpose=purpose)
        # No message of any of these: it names the others, and one's own data are shown to oneself.
        message.save(force_insert=True)
        mailing.recipients.filter(registration__in=keys).update(copy=message)


def contacts_of(registrations: Collection[int]) -> dict[int, str]:
    """By key, the address from which somebody else asked by mail for the place, as staff accepted it."""
    rows = Registration.objects.filter(pk__in=registrations, came_from__state="accepted")
    columns = ("pk", "email_key", "threads", "came_from__message__reply_to", "came_from__message__from_email")
    found = {}
    for pk, own, threads, reply_to, from_email in rows.order_by("pk").values_list(*columns):
        address = (reply_to or from_email).strip().casefold()
        # A thread is kept with the address of a writer who is none of ours, and whose mail is not forged.
        if address != own and address in threads:
            found[pk] = address
    dead = UndeliverableAddress.objects.filter(email_key__in=set(found.values()))
    gone = set(dead.values_list("email_key", flat=True))
    return {pk: address for pk, address in found.items() if address not in gone}


def start(stop: threading.Event) -> list[threading.Thread]:
    """The worker's thread that writes mail to many."""
    return [scheduler.start_loop(stop, "mailings", write_due)]


# Tests ----------------------------------------------------------------------------------------------------------------


def as_reader(mailing: Mailing, by: User, language: str) -> Registration:
    """Somebody of staff as a participant of the event, who is stored nowhere."""
    return Registration(
        event=mailing.event,
        reference=f"{mailing.event.code}-0000",
        state=State.APPROVED,
        given_name=by.first_name,
        family_name=by.last_name or by.get_username(),
        email=by.email,
        language=language,
    )


def send_test(mailing: Mailing, by: User, languages: Collection[str]) -> int:
    """Send it to who asks for it, in each of these languages, without a personal link; how many mails."""
    writer = MailingWriter(mailing)
    messages = []
    for language in languages:
        purpose = purposes.of_test(mailing.pk)
        message = writer.message(as_reader(mailing, by, language), by=by, purpose=purpose, about="", is_bulk=False)
        message.subject = f"[{mailing.event.code}] {message.subject}"[:300]
        messages.append(message)
    Message.objects.bulk_create(messages)
    return len(messages)


def forget_tests() -> int:
    """Tests of long ago go; how many."""
    limit = timezone.now() - datetime.timedelta(days=TEST_DAYS)
    old = Message.objects.filter(purpose__startswith=purposes.TEST, created_at__lt=limit)
    return old.delete()[1].get(Message._meta.label, 0)
