"""Which texts of the programme exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from events.models import (
    AgendaVersion,
    Appearance,
    Document,
    Event,
    EventOrganisation,
    Phase,
    Room,
    Series,
    SeriesEntry,
    Session,
    Venue,
)


@register(Series)
class SeriesTranslation(TranslationOptions):
    """Series."""

    fields = ("title", "acronym", "summary", "periodicity", "open_to")


@register(SeriesEntry)
class SeriesEntryTranslation(TranslationOptions):
    """Places in series."""

    fields = ("theme", "title")


@register(Venue)
class VenueTranslation(TranslationOptions):
    """Venues."""

    fields = ("name", "city", "address", "access")


@register(Room)
class RoomTranslation(TranslationOptions):
    """Rooms."""

    fields = ("name",)


@register(Event)
class EventTranslation(TranslationOptions):
    """Events."""

    fields = (
        "title",
        "subtitle",
        "summary",
        "description",
        "audience",
        "practical_information",
        "date_text",
        "contact",
        "attendance",
        "image_alt",
        "image_credit",
    )


@register(EventOrganisation)
class EventOrganisationTranslation(TranslationOptions):
    """Organisations of events."""

    fields = ("detail",)


@register(Phase)
class PhaseTranslation(TranslationOptions):
    """Phases."""

    fields = ("title", "rule")


@register(Session)
class SessionTranslation(TranslationOptions):
    """Sessions."""

    fields = ("title", "description")


@register(Appearance)
class AppearanceTranslation(TranslationOptions):
    """Appearances."""

    fields = ("function", "topic")


@register(AgendaVersion)
class AgendaVersionTranslation(TranslationOptions):
    """Versions of agendas."""

    fields = ("note",)


@register(Document)
class DocumentTranslation(TranslationOptions):
    """Documents."""

    fields = ("label",)
