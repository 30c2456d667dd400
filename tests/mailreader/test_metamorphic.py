"""The same three persons in every shape, language, order and wrapping: the same proposals, and nobody else.

Samples show what somebody happened to write. Here one delegation is written in all the ways that structure can carry,
one thing changed at a time; what is read must not change with it.
"""

import html
import textwrap
from collections.abc import Callable, Iterable
from typing import NamedTuple

import pytest

from tests.mailreader.mails import BOX, mail, understood

COLLEAGUE = "Lea Bern <l.bernasconi@events.example.org>"
STAFF = {"l.bernasconi@events.example.org"}


class Person(NamedTuple):
    """One who comes, as the proposal should have it."""

    title: str
    given_name: str
    family_name: str
    function: str
    organisation: str
    email: str


class Words(NamedTuple):
    """What a letter says around the persons in one language."""

    asks: str
    asks_in_sentence: str
    link: str
    closing: str
    labels: dict[str, str]
    unusual: dict[str, str]
    writer: tuple[str, str]
    said: str
    said_by: str
    keys: tuple[str, str, str, str]


FIELDS = ("name", "function", "organisation", "email")
WORDS = {
    "en": Words(
        asks="Dear colleagues,\n\nPlease register the following participants for the workshop:",
        asks_in_sentence="Dear colleagues,\n\nPlease register",
        link=" and ",
        closing="Kind regards,",
        labels={"name": "Name", "function": "Position", "organisation": "Organisation", "email": "E-mail"},
        unusual={"name": "Who", "function": "What they do", "organisation": "Where from", "email": "How to reach"},
        writer=("Tessa Marlowe", "Office Assistant"),
        said="{name}, {function}, {organisation} ({email})",
        said_by="{name} ({function}, {organisation}, {email})",
        keys=("From", "Sent", "To", "Subject"),
    ),
    "fr": Words(
        asks="Bonjour,\n\nMerci d'inscrire les personnes suivantes à l'atelier :",
        asks_in_sentence="Bonjour,\n\nMerci d'inscrire à l'atelier",
        link=" et ",
        closing="Cordialement,",
        labels={"name": "Nom", "function": "Fonction", "organisation": "Organisme", "email": "Courriel"},
        unusual={"name": "Qui", "function": "Ce qu'il fait", "organisation": "D'où", "email": "Pour écrire"},
        writer=("Odile Marchand", "Assistante"),
        said="{name}, {function}, {organisation} ({email})",
        said_by="{name} ({function}, {organisation}, {email})",
        keys=("De", "Envoyé", "À", "Objet"),
    ),
    "es": Words(
        asks="Estimados colegas:\n\nLes ruego inscribir a las siguientes personas en el taller:",
        asks_in_sentence="Estimados colegas:\n\nLes ruego inscribir a",
        link=" y a ",
        closing="Saludos cordiales,",
        labels={"name": "Nombre", "function": "Cargo", "organisation": "Institución", "email": "Correo"},
        unusual={"name": "Quién", "function": "Qué hace", "organisation": "De dónde", "email": "Cómo escribirle"},
        writer=("Pilar Cáceres", "Asistente"),
        said="{name}, {function}, {organisation} ({email})",
        said_by="{name} ({function}, {organisation}, {email})",
        keys=("De", "Enviado", "Para", "Asunto"),
    ),
}

# Plain names; names with particles and hyphens; words that no list of offices and bodies has.
PEOPLE = {
    ("en", "plain"): [
        Person("Ms", "Ida", "Roll", "Head of Water Planning", "Lake Institute", "i.roll@lake.example.org"),
        Person("Mr", "Ben", "Ash", "Legal Adviser", "Ministry of Rivers", "b.ash@rivers.example.org"),
        Person("Dr", "Eva", "Poe", "Programme Manager", "City of Portland", "e.poe@portland.example.org"),
    ],
    ("en", "joined"): [
        Person("Ms", "Anna-Lena", "van der Berg", "Senior Economist", "University of Delta", "al.berg@delta.example.org"),
        Person("Mr", "Omar", "al-Khatib", "Deputy Director", "Ports Authority", "o.alkhatib@ports.example.org"),
        Person("Mrs", "Grace", "O'Hara-Smith", "Project Officer", "Green Coast Network", "g.ohara@coast.example.org"),
    ],
    ("en", "unheard"): [
        Person("Ms", "Zofia", "Wrona", "Wharfinger", "Blue Tide", "z.wrona@bluetide.example.org"),
        Person("Mr", "Tunde", "Bakare", "Dredging Foreman", "Lagoon Works", "t.bakare@lagoon.example.org"),
        Person("Ms", "Mei", "Tan", "Tide Gauge Keeper", "Saltmarsh", "m.tan@saltmarsh.example.org"),
    ],
    ("fr", "plain"): [
        Person("Mme", "Salimata", "Coulibaly", "Cheffe du service des eaux", "Ville de Bouaké", "s.coulibaly@v.example.org"),
        Person("M.", "Jules", "Okou", "Conseiller juridique", "Ministère des Fleuves", "j.okou@fleuves.example.org"),
        Person("Mme", "Claire", "Vasseur", "Directrice adjointe", "Agence du Littoral", "c.vasseur@al.example.org"),
    ],
    ("fr", "joined"): [
        Person("M.", "Jean-Marc", "de La Tour", "Chargé de mission", "Région du Delta", "jm.delatour@delta.example.org"),
        Person("Mme", "Aïssatou", "N'Diaye", "Coordinatrice", "Réseau des Rives", "a.ndiaye@rives.example.org"),
        Person("M.", "Éric", "Le Goff", "Ingénieur hydraulicien", "Université du Fleuve", "e.legoff@fleuve.example.org"),
    ],
    ("fr", "unheard"): [
        Person("Mme", "Léa", "Morin", "Batelière", "Marée Bleue", "l.morin@maree.example.org"),
        Person("M.", "Paul", "Keita", "Éclusier", "Bief Aval", "p.keita@bief.example.org"),
        Person("M.", "Noé", "Faure", "Hydromètre", "Sel et Vase", "n.faure@sel.example.org"),
    ],
    ("es", "plain"): [
        Person("Sra.", "Carmen", "Toro", "Jefa de la Unidad de Agua", "Municipalidad de Valdeluz", "c.toro@v.example.org"),
        Person("Sr.", "Pedro", "Salas", "Asesor jurídico", "Ministerio de Ríos", "p.salas@rios.example.org"),
        Person("Dra.", "Lucía", "Ferrer", "Coordinadora de proyectos", "Universidad del Sur", "l.ferrer@us.example.org"),
    ],
    ("es", "joined"): [
        Person("Sra.", "María", "Ibáñez Rojas", "Directora de Puertos", "Agencia de Costas", "m.ibanez@costas.example.org"),
        Person("Sr.", "Juan", "de la Cruz", "Técnico superior", "Fundación Ribera", "j.delacruz@ribera.example.org"),
        Person("Sr.", "Iván", "Peña-Soto", "Subdirector", "Red de Humedales", "i.pena@humedales.example.org"),
    ],
    ("es", "unheard"): [
        Person("Sra.", "Rosa", "Lima", "Barquera", "Marea Azul", "r.lima@marea.example.org"),
        Person("Sr.", "Hugo", "Vera", "Almadrabero", "Sal y Limo", "h.vera@sal.example.org"),
        Person("Sra.", "Nora", "Paz", "Mareógrafa", "Bajamar", "n.paz@bajamar.example.org"),
    ],
}  # fmt: skip


class Way(NamedTuple):
    """How the persons are written; one thing at a time is other than here."""

    language: str = "en"
    people: str = "plain"
    shape: str = "numbered"
    titled: bool = True
    separator: str = ", "
    order: tuple[str, ...] = FIELDS
    width: int = 0
    forwarded: int = 0
    family_first: bool = False

    def __str__(self) -> str:
        changed = [f"{name}={value}" for name, value in self._asdict().items() if value != self._field_defaults[name]]
        return " ".join(changed).replace("', '", "-") or "as is"


def written(person: Person, way: Way) -> dict[str, str]:
    """The values of a person as they stand in the mail."""
    names = (person.given_name, person.family_name)
    name = f"{person.family_name.upper()} {person.given_name}" if way.family_first else " ".join(names)
    values = {name: getattr(person, name) for name in FIELDS[1:]}
    return {"name": f"{person.title} {name}" if way.titled else name, **values}


def _rows(way: Way) -> list[list[str]]:
    return [[written(person, way)[name] for name in way.order] for person in PEOPLE[way.language, way.people]]


def _entries(way: Way) -> list[str]:
    return [way.separator.join(row) for row in _rows(way)]


def _wrapped(text: str, way: Way, indent: str = "") -> str:
    if not way.width:
        return text
    return "\n".join(
        textwrap.fill(line, way.width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        for line in text.split("\n")
    )


def _items(marks: Iterable[str], way: Way, indent: str = "") -> str:
    entries = zip(marks, _entries(way), strict=False)
    return "\n".join(_wrapped(f"{mark}{entry}", way, indent) for mark, entry in entries)


def _items_of_lines(marks: Iterable[str], way: Way, indent: str) -> str:
    return "\n".join(
        mark + f"\n{indent}".join(_wrapped(line, way) for line in row)
        for mark, row in zip(marks, _rows(way), strict=False)
    )


def _labelled(way: Way, start: str = "", between: str = "\n\n") -> str:
    labels = WORDS[way.language].labels
    blocks = [[f"{labels[name]}: {value}" for name, value in zip(way.order, row, strict=True)] for row in _rows(way)]
    return between.join(
        (start + "\n").lstrip("\n").format(number) + "\n".join(block) for number, block in enumerate(blocks, 1)
    )


def _grid(way: Way, heads: dict[str, str] | None) -> list[list[str]]:
    return [*([[heads[name] for name in way.order]] if heads else []), *_rows(way)]


def _said(way: Way, form: str) -> str:
    one, two, three = [form.format(**written(person, way)) for person in PEOPLE[way.language, way.people]]
    return f"{one}, {two}{WORDS[way.language].link}{three}."


NUMBERS, LETTERS, DASHES = ("1. ", "2. ", "3. "), ("a) ", "b) ", "c) "), ("- ",) * 3
# Each shape below the line that asks; the sentences begin in that line.
SHAPES: dict[str, Callable[[Way], str]] = {
    "numbered": lambda way: _items(NUMBERS, way, "   "),
    "numbered, wrapped to the margin": lambda way: _items(NUMBERS, way),
    "lettered": lambda way: _items(LETTERS, way, "   "),
    "dashes": lambda way: _items(DASHES, way, "  "),
    "numbered, a line each": lambda way: _items_of_lines(NUMBERS, way, "   "),
    "numbered, a line each at the margin": lambda way: _items_of_lines(NUMBERS, way, ""),
    "dashes, a line each": lambda way: _items_of_lines(DASHES, way, "  "),
    "numbered, apart": lambda way: _items(NUMBERS, way, "   ").replace("\n2.", "\n\n2.").replace("\n3.", "\n\n3."),
    "lines": lambda way: _items(("",) * 3, way),
    "cards": lambda way: "\n\n".join("\n".join(row) for row in _rows(way)),
    "cards without a gap": lambda way: "\n".join("\n".join(row) for row in _rows(way)),
    "labels": _labelled,
    "labels, numbered": lambda way: _labelled(way, "Participant {}"),
    "labels without a gap": lambda way: _labelled(way, between="\n"),
    "labels in items": lambda way: _labelled(way, "{}.").replace(".\n", ". "),
    "table": lambda way: "\n".join(" | ".join(row) for row in _grid(way, WORDS[way.language].labels)),
    "table without heads": lambda way: "\n".join(" | ".join(row) for row in _grid(way, None)),
    "table of tabs": lambda way: "\n".join("\t".join(row) for row in _grid(way, WORDS[way.language].labels)),
    "page": lambda way: _page(_grid(way, WORDS[way.language].labels)),
    "page without heads": lambda way: _page(_grid(way, None)),
    "page with unusual heads": lambda way: _page(_grid(way, WORDS[way.language].unusual)),
    "page with labels at the left": lambda way: _page(
        [list(column) for column in zip(*_grid(way, WORDS[way.language].labels), strict=True)]
    ),
    "sentence": lambda way: _said(way, WORDS[way.language].said),
    "sentence with brackets": lambda way: _said(way, WORDS[way.language].said_by),
}  # fmt: skip
IN_ORDER = {"sentence", "sentence with brackets"}
ON_PAGES = {"page", "page without heads", "page with unusual heads", "page with labels at the left"}
# Where neither a label nor a known word says what is what, the place does: the usual order counts.
BY_LABEL = {"labels", "labels, numbered", "labels without a gap", "labels in items", "table", "table of tabs", "page", "page with labels at the left"}  # fmt: skip
SEPARATED = {"numbered", "numbered, wrapped to the margin", "lettered", "dashes", "numbered, apart", "lines"}


def _page(rows: list[list[str]]) -> str:
    cells = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def _forwarded(body: str, way: Way, times: int) -> str:
    sender, sent, to, subject = WORDS[way.language].keys
    writers = [f"{WORDS[way.language].writer[0]} <t.marlowe@office.example.org>", COLLEAGUE]
    for number in range(times):
        head = f"{sender}: {writers[min(number, 1)]}\n{sent}: 12/05/2027 10:00\n{to}: {BOX}\n{subject}: Workshop"
        body = f"For you.\n\n-----Original Message-----\n{head}\n\n{body}"
    return body


def letter(way: Way) -> bytes:
    """The whole mail."""
    words = WORDS[way.language]
    name, function = words.writer
    people = SHAPES[way.shape](way)
    tail = f"{words.closing}\n\n{name}\n{function}"
    sender = f"{name} <t.marlowe@office.example.org>" if not way.forwarded else COLLEAGUE
    subject = "Workshop" if not way.forwarded else "Fwd: Workshop"
    if way.shape in ON_PAGES:
        paragraphs = [f"<p>{html.escape(line)}</p>" for line in words.asks.split("\n\n")]
        ends = [f"<p>{html.escape(line)}</p>" for line in tail.split("\n") if line]
        body = "".join([*paragraphs, people, *ends])
        if way.forwarded:
            heads = _forwarded("", way, way.forwarded).split("\n")
            body = "".join(f"<p>{html.escape(line)}</p>" if line else "" for line in heads) + body
        return mail(html=f"<html><body>{body}</body></html>", sender=sender, subject=subject)
    if way.shape in IN_ORDER:
        body = _wrapped(f"{words.asks_in_sentence} {people}", way) + f"\n\n{tail}\n"
    else:
        body = f"{_wrapped(words.asks, way)}\n\n{people}\n\n{tail}\n"
    return mail(_forwarded(body, way, way.forwarded), sender=sender, subject=subject)


ORDERS = [
    ("name", "organisation", "function", "email"),
    ("name", "email", "function", "organisation"),
    ("email", "name", "function", "organisation"),
    ("function", "name", "organisation", "email"),
]
SEPARATORS = [" – ", " - ", "; ", " | ", " / ", " — "]


def ways() -> list[Way]:
    """Every shape in every language with all names; then each other thing by itself."""
    found = [
        Way(language, people, shape, titled)
        for language in WORDS for people in ("plain", "joined", "unheard") for shape in SHAPES
        for titled in (True, False)
    ]  # fmt: skip
    for language in WORDS:
        for shape in SHAPES:
            found += [Way(language, shape=shape, forwarded=times) for times in (1, 2)]
            found += [Way(language, shape=shape, width=width) for width in (72, 50) if shape not in ON_PAGES]
            found += [Way(language, shape=shape, family_first=True)]
            found += [Way(language, shape=shape, order=order) for order in ORDERS if shape not in IN_ORDER]
            found += [
                Way(language, shape=shape, separator=separator, width=width)
                for separator in SEPARATORS for width in (0, 60) if shape in SEPARATED
            ]  # fmt: skip
    return found


def wanted(way: Way) -> list[tuple[str, ...]]:
    """What is to be proposed."""
    return [(person.title if way.titled else "", *person[1:]) for person in PEOPLE[way.language, way.people]]


def proposed(way: Way) -> list[tuple[str, ...]]:
    """What is proposed."""
    found = understood(letter(way), staff=STAFF)
    return [
        (one.title, one.given_name, one.family_name, one.function, one.organisation, one.email)
        for one in found.proposals
    ]


@pytest.mark.parametrize("way", ways(), ids=str)
def test_the_same_persons_are_read(way: Way) -> None:
    assert proposed(way) == wanted(way)
