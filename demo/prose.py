"""The texts of an event in Markdown, put together from the facts of its record."""

from demo.files import Record

_LANGUAGES = ("fr", "en")
_HEADINGS = {
    "objectives": {"fr": "Objectifs", "en": "Objectives"},
    "format": {"fr": "Déroulement", "en": "Format"},
    "launches": {"fr": "Publication lancée à cette occasion", "en": "Publication launched at the meeting"},
    "related_processes": {"fr": "Processus et rencontres liés", "en": "Related processes and meetings"},
    "frameworks": {"fr": "Cadres de référence", "en": "Frameworks"},
    "programme": {"fr": "Programme", "en": "Programme"},
    "regions": {"fr": "Régions", "en": "Regions"},
    "material": {"fr": "Support de cours", "en": "Course material"},
    "quoted": {"fr": "Personnes citées", "en": "People quoted"},
    "launches_series": {"fr": "Une nouvelle série", "en": "A new series"},
}
_HOW_TO_REGISTER = {
    "en": "One registers {how}. The addresses stand under “Contact”.",
    "fr": "L’inscription se fait en écrivant ou en téléphonant à l’équipe des ateliers de l’IDM. "
    "Les coordonnées figurent sous « Contact ».",
}
_LAUNCHES_SERIES = {"en": "This course is the first of a series: {}.", "fr": "Cette formation ouvre une série : {}."}
_MATERIAL = {"en": "“{title}” ({makers}, with {partners})", "fr": "« {title} » ({makers}, avec {partners})"}
_AND = {"en": " and ", "fr": " et "}


def _points(items: list[Record], language: str) -> list[str]:
    """Each item, with its year where it has one."""
    return [item[language] + (f", {item['year']}" if "year" in item else "") for item in items]


def _quoted(people: list[Record], language: str) -> list[str]:
    """Name and function."""
    return [f"**{person['name']}**, {person[f'function_{language}']}" for person in people]


def _acronym(seed: Record, list_name: str, identity: str, language: str) -> str:
    """How an organisation or programme is called in a sentence."""
    record = next(record for record in seed[list_name] if record["id"] == identity)
    acronym: str = record["acronym"][language]
    return acronym


def _material(material: Record, seed: Record, language: str) -> str:
    makers = _AND[language].join(_acronym(seed, "organisations", one, language) for one in material["made_by"])
    partners = _AND[language].join(_acronym(seed, "series", one, language) for one in material["with"])
    return _MATERIAL[language].format(title=material[language], makers=makers, partners=partners)


def description(event: Record, seed: Record) -> Record:
    """The description of an event in each language the source has."""
    texts = {}
    for language in _LANGUAGES:
        parts: dict[str, list[str]] = {
            key: _points(event.get(key, []), language)
            for key in ("objectives", "format", "launches", "related_processes", "frameworks")
        }
        if "duration_of_programme" in event:
            parts["programme"] = [event["duration_of_programme"][language]]
        parts["regions"] = event.get("regions", [])
        if "material" in event:
            parts["material"] = [_material(event["material"], seed, language)]
        if series := event.get("launches_series"):
            title = next(record for record in seed["series"] if record["id"] == series)["title"][language]
            parts["launches_series"] = [_LAUNCHES_SERIES[language].format(title)]
        parts["quoted"] = _quoted(event.get("quoted", []), language)
        texts[language] = "\n\n".join(
            f"## {_HEADINGS[key][language]}\n\n" + "\n".join(f"- {item}" for item in items)
            for key, items in parts.items()
            if items
        )
    return texts


def practical_information(event: Record) -> Record | None:
    """How to register, where the source says it."""
    how = event.get("registration", {}).get("how", "not stated")
    if how == "not stated":
        return None
    return {language: text.format(how=how) for language, text in _HOW_TO_REGISTER.items()}


def contact(event: Record, seed: Record) -> Record:
    """Names, functions and organisations of those to write to."""
    texts = {}
    for language in _LANGUAGES:
        lines = []
        for person in event.get("contacts", []):
            organisation = _acronym(seed, "organisations", person["organisation"], language)
            lines.append(f"{person['name']}, {person[f'function_{language}']} ({organisation})")
        texts[language] = "\n".join(lines)
    return texts
