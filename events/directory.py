"""Which people and organisations of the directory a public page speaks of: the directory itself knows no event."""

from django.db.models import Exists, OuterRef

from events.models import Appearance, Event, EventOrganisation, SeriesOrganisation
from multilingual.search import SearchableQuerySet
from speakers.models import Organisation, Speaker, SpeakerQuerySet


def public_speakers() -> SpeakerQuerySet:
    """Those who speak at an event that anybody may see."""
    return Speaker.objects.filter(Exists(Appearance.objects.public().filter(speaker=OuterRef("pk"))))


def public_organisations() -> SearchableQuerySet[Organisation]:
    """Those with a role in a public event or in a series, or for which somebody speaks at a public event."""
    organisations = Organisation.objects
    in_event = EventOrganisation.objects.exclude(event__status=Event.Status.DRAFT).filter(organisation=OuterRef("pk"))
    in_series = SeriesOrganisation.objects.filter(organisation=OuterRef("pk"))
    spoken_for = Appearance.objects.public().filter(organisations=OuterRef("pk"))
    return organisations.filter(Exists(in_event) | Exists(in_series) | Exists(spoken_for))
