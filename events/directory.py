"""Which people and organisations of the directory a public page speaks of: the directory itself knows no event."""

from django.db.models import Exists, OuterRef, Q

from events.models import Appearance, Event, EventOrganisation, SeriesOrganisation
from events.models.event import EventQuerySet
from multilingual.search import SearchableQuerySet
from speakers.models import Organisation, Speaker, SpeakerQuerySet


def public_speakers() -> SpeakerQuerySet:
    """Those who speak at an event that anybody may see."""
    return Speaker.objects.filter(Exists(Appearance.objects.public().filter(speaker=OuterRef("pk"))))


def matching_events(events: EventQuerySet, query: str) -> EventQuerySet:
    """Those that contain every word of the query: in themselves, in a speaker, or in an organisation of theirs."""
    itself = Event.objects.matching(query).values("pk")
    people = Speaker.objects.matching(query).values("pk")
    bodies = Organisation.objects.matching(query).values("pk")
    speaks = Appearance.objects.public().filter(Q(speaker__in=people) | Q(organisations__in=bodies))
    takes_part = EventOrganisation.objects.filter(organisation__in=bodies)
    return events.filter(
        Q(pk__in=itself) | Q(pk__in=speaks.values("session__event")) | Q(pk__in=takes_part.values("event"))
    )


def public_organisations() -> SearchableQuerySet[Organisation]:
    """Those with a role in a public event or in a series, or for which somebody speaks at a public event."""
    organisations = Organisation.objects
    in_event = EventOrganisation.objects.exclude(event__status=Event.Status.DRAFT).filter(organisation=OuterRef("pk"))
    in_series = SeriesOrganisation.objects.filter(organisation=OuterRef("pk"))
    spoken_for = Appearance.objects.public().filter(organisations=OuterRef("pk"))
    return organisations.filter(Exists(in_event) | Exists(in_series) | Exists(spoken_for))
