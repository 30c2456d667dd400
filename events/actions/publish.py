"""Publish an agenda as a version that everybody reads, and withdraw one."""

import datetime
import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max

from events.agenda import draft_of
from events.changes import carried_over, has_changed
from events.models import AgendaVersion, Event, PublishedItem, PublishedSpeaker
from events.models.placement import WithinEachOther, in_circles
from events.models.snapshot import Plain, content_of, hours_alone, session_of
from multilingual.texts import LANGUAGES
from speakers.models import Organisation, Speaker
from storage.clock import database_now


class NothingToPublish(Exception):
    """The draft has no item, or a version that waits would have none."""


class AgendaChanged(Exception):
    """The draft is no longer what staff saw before they published it."""


def draft_contents(event: Event) -> dict[int, Plain]:
    """What a version would keep of the draft, by the keys of its items."""
    return {session.pk: content_of(session) for session in draft_of(event, with_documents=False)}


def corrected_contents(event: Event) -> dict[int, Plain]:
    """The version that stands with what changed in the draft since the last one that waits for its moment.

    Nothing of what waits is in it, but for the hours of an item whose hours were corrected: these go together. Empty
    where none waits, or none stands.
    """
    return _corrected(_standing_and_waiting(event), draft_contents(event))


def _standing_and_waiting(event: Event) -> list[AgendaVersion]:
    """The version that stands, and behind it those that wait, the next one first; none where either is lacking."""
    versions = AgendaVersion.objects.filter(event=event)
    standing, waiting = versions.standing().first(), list(versions.waiting().order_by("published_from", "number"))
    return [standing, *waiting] if standing and waiting else []


def _corrected(versions: Sequence[AgendaVersion], draft: Mapping[int, Plain]) -> dict[int, Plain]:
    return carried_over(versions[0].contents(), versions[-1].contents(), draft) if versions else {}


def mark_of(contents: Mapping[int, Plain]) -> str:
    """By which one draft is told from another."""
    return hashlib.sha256(json.dumps(list(contents.items())).encode()).hexdigest()[:16]


@transaction.atomic
def publish(
    event: Event,
    *,
    status: str,
    note: Mapping[str, str] | None = None,
    at: datetime.datetime | None = None,
    audience: str = AgendaVersion.Audience.NOBODY,
    seen: str = "",
    by: User | None = None,
) -> AgendaVersion:
    """The draft as it is now becomes the next version, public now or from `at`; gives it.

    `seen`: the mark of the draft that staff looked at. Raises NothingToPublish, AgendaChanged, WithinEachOther.

    The race: two publish at once. The lock of the event lets one after the other take its number and look at the
    version before. One that waits for the same moment or a later one is withdrawn: it would come true behind this one.
    """
    _lock(event)
    sessions = draft_of(event, with_documents=False)
    contents, uids = {row.pk: content_of(row) for row in sessions}, {row.pk: row.uid for row in sessions}
    _refuse(event, contents, seen)
    notes = {f"note_{code}": text for code, text in (note or {}).items()}
    return _add(event, contents, uids, at, status=status, audience=audience, created_by=by, **notes)


@transaction.atomic
def correct(
    event: Event,
    *,
    status: str,
    note: Mapping[str, str] | None = None,
    audience: str = AgendaVersion.Audience.NOBODY,
    seen: str = "",
    by: User | None = None,
) -> AgendaVersion:
    """What `corrected_contents` says becomes the next version, public now; those that wait do so with it.

    Of these each is withdrawn and stands again behind the new one, for its moment, with its note and its mail.
    Raises as `publish` does, and NothingToPublish too where one of these would be left without an item.
    """
    _lock(event)
    versions, draft = _standing_and_waiting(event), draft_contents(event)
    contents = _corrected(versions, draft)
    _refuse(event, contents, seen)
    # What a version has and the draft has not any more is known by the version.
    uids = {item.session_key: item.uid for each in versions for item in each.kept_items}
    uids |= dict(event.sessions.values_list("pk", "uid"))
    notes = {f"note_{code}": text for code, text in (note or {}).items()}
    version = _add(event, contents, uids, None, status=status, audience=audience, created_by=by, **notes)
    for each in versions[1:]:
        kept = {
            name: getattr(each, name)
            for name in ("status", "audience", "created_by", *(f"note_{code}" for code in LANGUAGES))
        }
        with_it = carried_over(each.contents(), versions[-1].contents(), draft)
        _refuse(event, with_it)
        _add(event, with_it, uids, each.published_from, **kept)
    return version


def _lock(event: Event) -> None:
    """Until the transaction ends nobody else publishes, corrects or withdraws.

    Its key stays free: whoever registers meanwhile, and so stores rows that point to the event, need not wait.
    """
    Event.objects.select_for_update(no_key=True).get(pk=event.pk)


def _refuse(event: Event, contents: Mapping[int, Plain], seen: str = "") -> None:
    if seen and seen != mark_of(contents):
        raise AgendaChanged
    if not contents:
        raise NothingToPublish
    if circle := in_circles({key: content["parent_id"] for key, content in contents.items()}):
        raise WithinEachOther(str(session_of(key, contents[key], event)) for key in circle)


def _add(
    event: Event,
    contents: Mapping[int, Plain],
    uids: Mapping[int, uuid.UUID],
    at: datetime.datetime | None,
    **fields: Any,
) -> AgendaVersion:
    """The next version, with these items in their order; `at`: from when it is public, now where none is given."""
    versions = AgendaVersion.objects.filter(event=event)
    # Whole seconds: SQLite's clock has fewer digits than a row.
    now = database_now().replace(microsecond=0)
    at = max(at or now, now)
    _take_away(versions.waiting().filter(published_from__gte=at), now)
    before = versions.read().filter(published_from__lte=at).order_by("-number").first()
    number = (versions.aggregate(Max("number"))["number__max"] or 0) + 1
    version = AgendaVersion.objects.create(event=event, number=number, published_from=at, **fields)
    items = [_item(version, place, key, uids[key], content) for place, (key, content) in enumerate(contents.items())]
    if before is not None:
        carry_on(version, items, before, moment=at)
    _save_items(items)
    event.__dict__.pop("agenda_version", None)
    return version


@transaction.atomic
def withdraw(event: Event, version: AgendaVersion | None = None) -> AgendaVersion | None:
    """Take a version away, out or waiting, or all of them; gives the one that stands after that, if there is one.

    The items of the one that stands again count as changed where they differ: calendars take the latest they know.
    """
    _lock(event)
    versions = AgendaVersion.objects.filter(event=event)
    before = versions.standing().first()
    gone = versions.filter(withdrawn_at=None)
    if version is not None:
        gone = gone.filter(pk=version.pk)
    now = database_now()
    _take_away(gone, now)
    # What nobody ever read is not to be told as removed either.
    once = PublishedItem.objects.filter(version__in=versions.read(), is_removed=False)
    gone_items = PublishedItem.objects.filter(version__event=event, is_removed=True)
    gone_items.exclude(session_key__in=once.values("session_key")).delete()
    event.__dict__.pop("agenda_version", None)
    stands: AgendaVersion | None = event.agenda_version
    if stands is not None and before is not None and stands != before:
        before.refresh_from_db(fields=["withdrawn_at"])
        _stand_again(stands, before, now)
    return stands


def _take_away(versions: Iterable[AgendaVersion], now: datetime.datetime) -> None:
    """Row by row, since each change is kept in the history."""
    for version in versions:
        version.withdrawn_at = now
        version.save(update_fields=["withdrawn_at"])


def _stand_again(version: AgendaVersion, before: AgendaVersion, now: datetime.datetime) -> None:
    items = list(version.items.all())
    known = {item.pk for item in items}
    carry_on(version, items, before, moment=now)
    PublishedItem.objects.bulk_update([item for item in items if item.pk in known], ["sequence", "updated_at"])
    _save_items([item for item in items if item.pk not in known])


def carry_on(
    version: AgendaVersion, items: list[PublishedItem], before: AgendaVersion, *, moment: datetime.datetime
) -> None:
    """Count on from the items of another version, and add those that are not among these any more, as removed.

    `moment`: when what differs changed. What was in a version that is withdrawn, and in none that is public, is told to
    nobody any more.
    """
    last = {item.session_key: item for item in before.items.all()}
    for item in items:
        known = last.pop(item.session_key, None)
        if known is None:
            continue
        differs = known.is_removed != item.is_removed or has_changed(known.content, item.content)
        item.created_at = known.created_at
        item.sequence = max(item.sequence, known.sequence + differs)
        item.updated_at = moment if differs else known.updated_at
    for known in last.values():
        # Nobody speaks in what is gone: of people nothing is kept.
        item = PublishedItem(
            version=version,
            session_key=known.session_key,
            uid=known.uid,
            place=len(items),
            content=hours_alone(known.content) if before.withdrawn_at else {**known.content, "people": []},
            is_removed=True,
            sequence=known.sequence + (not known.is_removed),
            created_at=known.created_at,
            updated_at=known.updated_at if known.is_removed else moment,
        )
        items.append(item)


def _item(version: AgendaVersion, place: int, key: int, uid: uuid.UUID, content: Plain) -> PublishedItem:
    return PublishedItem(
        version=version,
        session_key=key,
        uid=uid,
        place=place,
        content=content,
        search_text=session_of(key, content, version.event).make_search_text(),
        created_at=version.published_from,
        updated_at=version.published_from,
    )


def _save_items(items: list[PublishedItem]) -> None:
    """The rows of the items, and those by which their people are found.

    A correction takes up what an old version says: whoever and whatever is in no directory any more is found by none.
    """
    PublishedItem.objects.bulk_create(items)
    lines = [(item, person) for item in items for person in item.content["people"]]
    speakers = Speaker.objects.only("pk").in_bulk({person["speaker_id"] for _item, person in lines})
    bodies = Organisation.objects.only("pk").in_bulk(
        {key for _item, person in lines for key in person["organisations"]}
    )
    people = [
        PublishedSpeaker(item=item, speaker_id=person["speaker_id"], organisation_id=organisation)
        for item, person in lines
        if person["speaker_id"] in speakers
        for organisation in [key for key in person["organisations"] if key in bodies] or [None]
    ]
    PublishedSpeaker.objects.bulk_create(people)
