"""The three versions of the forum's agenda: as it was announced, as it was corrected, as it stands."""

import datetime
from typing import Any

from django.utils import timezone

from demo.files import spread
from events.actions.publish import publish
from events.models import AgendaVersion, Event

# How many days ago each was published, and what was said of it.
_VERSIONS = (
    (
        35,
        {
            "en": "First announcement: rooms and hours may still change.",
            "fr": "Première annonce : les salles et les horaires peuvent encore changer.",
            "es": "Primer anuncio: las salas y los horarios aún pueden cambiar.",
        },
    ),
    (
        14,
        {
            "en": "One session is cancelled; the panel on heat begins earlier.",
            "fr": "Une séance est annulée ; la table ronde sur la chaleur commence plus tôt.",
            "es": "Se anula una sesión; el panel sobre el calor empieza antes.",
        },
    ),
    (
        1,
        {
            "en": "All rooms are settled.",
            "fr": "Toutes les salles sont fixées.",
            "es": "Todas las salas están definidas.",
        },
    ),
)
_OLD_TITLE = {
    "en": "Lending to small towns",
    "fr": "Prêter aux petites villes",
    "es": "Prestar a las ciudades pequeñas",
}


def load(event: Event) -> None:
    """Publish the agenda as it was at first, as it was then, and as it is."""
    off = event.sessions.filter(is_cancelled=True)
    heat, roof, lending = (
        event.sessions.filter(title_en__startswith=words) for words in ("Heat", "A roof", "Lending to")
    )
    keys = [rows.get().pk for rows in (off, heat, roof, lending)]
    row, room, title = heat.get(), roof.get().room, spread("title", _OLD_TITLE)
    new_title = {name: getattr(lending.get(), name) for name in title}
    later = {name: getattr(row, name) + datetime.timedelta(minutes=30) for name in ("starts_at", "ends_at")}
    steps: list[dict[int, dict[str, Any]]] = [
        {keys[0]: {"is_cancelled": False}, keys[1]: later, keys[2]: {"room": None}, keys[3]: title},
        {keys[0]: {"is_cancelled": True}, keys[1]: {"starts_at": row.starts_at, "ends_at": row.ends_at}},
        {keys[2]: {"room": room}, keys[3]: new_title},
    ]
    for (days, note), changed in zip(_VERSIONS, steps, strict=True):
        for key, fields in changed.items():
            event.sessions.filter(pk=key).update(**fields)
        version = publish(event, status=AgendaVersion.Status.PROVISIONAL, note=note)
        moment = timezone.now() - datetime.timedelta(days=days)
        AgendaVersion.objects.filter(pk=version.pk).update(published_from=moment)
