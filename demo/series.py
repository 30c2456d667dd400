"""Loads series and the places of events in them, those of meetings that are not on this site too."""

from demo import notes
from demo.files import Record, day, spread
from events.models import Event, Series, SeriesEntry, SeriesOrganisation
from events.models.series import Role
from speakers.models import Organisation

_ORGANISATIONS = (("owner", Role.OWNER), ("run_by", Role.ORGANISER), ("funded_by", Role.FUNDER))


def _entry(series: Series, record: Record, edition: Record) -> None:
    """One place in a series; `edition` holds what all meetings of a year share."""
    first, last = (record.get("dates") or [None, None])[:2]
    year = edition.get("year") or record.get("year")
    note = [notes.plain(record, "title")]
    note += [f"The English theme: {line}" for line in notes.origins(edition.get("theme") or {}, "theme")]
    SeriesEntry.objects.create(
        series=series,
        event=Event.objects.get(slug=record["id"]) if record["id"] else None,
        ordinal=record.get("ordinal"),
        year=year,
        **spread("theme", edition.get("theme")),
        **spread("title", record.get("title")),
        starts_on=day(first),
        ends_on=day(last),
        note=notes.paragraph(note),
    )


def _series(record: Record) -> Series:
    said = [notes.plain(record, "title", "open_to")]
    return Series.objects.create(
        slug=record["id"],
        kind=record.get("kind", Series.Kind.SERIES),
        parent=Series.objects.get(slug=record["parent"]) if "parent" in record else None,
        **spread("title", record["title"]),
        **spread("acronym", record.get("acronym")),
        **spread("summary", record.get("summary")),
        **spread("periodicity", record.get("periodicity"), ("en",)),
        **spread("open_to", record.get("open_to")),
        since=record.get("since"),
        phase=record.get("phase"),
        website=record.get("website", ""),
        note=notes.paragraph(said),
    )


def _organisations(series: Series, record: Record) -> None:
    for key, role in _ORGANISATIONS:
        found = record.get(key, [])
        for slug in [found] if isinstance(found, str) else found:
            organisation = Organisation.objects.get(slug=slug)
            position = series.roles.count()
            SeriesOrganisation.objects.create(series=series, organisation=organisation, role=role, position=position)


def load(seed: Record) -> None:
    """All series of the six meetings; one that is there already keeps its entries."""
    events = {event["id"]: event for event in seed["events"]}
    for record in seed["series"]:
        if Series.objects.filter(slug=record["id"]).exists():
            continue
        series = _series(record)
        _organisations(series, record)
        for edition in record.get("editions", []):
            for entry in edition["events"]:
                _entry(series, entry, edition)
        for entry in record.get("events", []):
            _entry(series, entry, {"year": events.get(entry["id"], {}).get("edition")})
    for record in seed["series"]:
        if offspring := record.get("gave_rise_to"):
            Series.objects.filter(slug=offspring, grew_from=None).update(
                grew_from=Series.objects.get(slug=record["id"])
            )
