"""Which people, organisations and documents a public page speaks of: the directory itself knows no event."""

from django.db.models import Exists, OuterRef, Q

from events.models import (
    Document,
    Event,
    EventOrganisation,
    PublishedItem,
    PublishedSpeaker,
    SeriesOrganisation,
)
from events.models.documents import DocumentQuerySet
from events.models.event import EventQuerySet
from multilingual.search import SearchableQuerySet
from speakers.models import Organisation, Speaker, SpeakerQuerySet


def public_speakers() -> SpeakerQuerySet:
    """Those who speak at an event that anybody may see."""
    return Speaker.objects.filter(Exists(PublishedSpeaker.objects.public().filter(speaker=OuterRef("pk"))))


def public_documents() -> DocumentQuerySet:
    """Those that anybody may see now."""
    return placed(Document.objects.public())


def placed(documents: DocumentQuerySet) -> DocumentQuerySet:
    """Those of a public event, or of an item or a speaker as its published agenda has them.

    What is told of an item or a speaker in the draft alone stays with staff, as these do.
    """
    items = PublishedItem.objects.public().filter(session_key=OuterRef("session"))
    speakers = PublishedSpeaker.objects.public().filter(
        item__session_key=OuterRef("appearance__session"), speaker=OuterRef("appearance__speaker")
    )
    of_event = ~Q(event__status=Event.Status.DRAFT) & Q(event__isnull=False)
    return documents.filter(of_event | Exists(items) | Exists(speakers))


def matching_events(events: EventQuerySet, query: str) -> EventQuerySet:
    """Those that contain every word of the query: in themselves, in a speaker, or in an organisation of theirs."""
    itself = Event.objects.matching(query).values("pk")
    people = Speaker.objects.matching(query).values("pk")
    bodies = Organisation.objects.matching(query).values("pk")
    speaks = PublishedSpeaker.objects.public().filter(Q(speaker__in=people) | Q(organisation__in=bodies))
    takes_part = EventOrganisation.objects.filter(organisation__in=bodies)
    return events.filter(
        Q(pk__in=itself) | Q(pk__in=speaks.values("item__version__event")) | Q(pk__in=takes_part.values("event"))
    )


def public_organisations() -> SearchableQuerySet[Organisation]:
    """Those with a role in a public event or in a series, or for which somebody speaks at a public event."""
    organisations = Organisation.objects
    in_event = EventOrganisation.objects.exclude(event__status=Event.Status.DRAFT).filter(organisation=OuterRef("pk"))
    in_series = SeriesOrganisation.objects.filter(organisation=OuterRef("pk"))
    spoken_for = PublishedSpeaker.objects.public().filter(organisation=OuterRef("pk"))
    return organisations.filter(Exists(in_event) | Exists(in_series) | Exists(spoken_for))
