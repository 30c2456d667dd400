"""The same three persons in every shape, language, order and wrapping: the same proposals, and nobody else.

Samples show what somebody happened to write. Here one delegation is written in all the ways that structure can carry,
one thing changed at a time; what is read must not change with it.
"""

import html
import textwrap
from collections.abc import Callable, Iterable
from itertools import cycle
from typing import Any, NamedTuple

import pytest

from mailreader.findings import Proposal
from tests import proofs
from tests.mailreader.mails import BOX, docx, mail, understood, xlsx

WRITES = "t.marlowe@office.example.org"
STRANGER = "Paula Quist <p.quist@house.example.org>"
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
    office: str
    keys: tuple[str, str, str, str]
    wants_to: str
    with_me: str
    comes_too: str
    stays_home: str
    contact: str
    farewell: str
    other_labels: dict[str, str]
    parts: tuple[str, str]


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
        office="our {function}, {name} ({email})",
        wants_to="Dear colleagues,\n\nI would like to register the following colleagues for the workshop:",
        with_me="Dear colleagues,\n\nI would like to register, together with my colleagues:",
        comes_too="I will attend as well.",
        stays_home="I will not be attending myself.",
        contact="For any question please contact Ms Nadia Quill at protocol@office.example.org.",
        farewell="We take this opportunity to renew our highest consideration.",
        other_labels={
            "name": "Full name",
            "function": "Job title",
            "organisation": "Institution",
            "email": "Email address",
        },
        parts=("Family name", "Given names"),
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
        office="notre {function}, {name} ({email})",
        wants_to="Bonjour,\n\nJe souhaiterais inscrire les collègues suivants à l'atelier :",
        with_me="Bonjour,\n\nJe souhaite m'inscrire avec mes collègues :",
        comes_too="J'y participerai également.",
        stays_home="Je ne participerai pas moi-même.",
        contact="Pour toute question, merci de contacter Mme Nadia Quill à protocole@office.example.org.",
        farewell="Nous saisissons cette occasion pour vous renouveler notre haute considération.",
        other_labels={
            "name": "Nom et prénom",
            "function": "Poste",
            "organisation": "Institution",
            "email": "Adresse e-mail",
        },
        parts=("Nom", "Prénom"),
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
        office="nuestra {function}, {name} ({email})",
        wants_to="Estimados colegas:\n\nQuisiera inscribir a los siguientes colegas en el taller:",
        with_me="Estimados colegas:\n\nLes ruego inscribirme junto con mis colegas:",
        comes_too="Yo también participaré.",
        stays_home="Yo no participaré.",
        contact="Para cualquier consulta, sírvanse dirigirse a la Sra. Nadia Quill, protocolo@office.example.org.",
        farewell="Hago propicia la ocasión para saludarles con mi consideración más distinguida.",
        other_labels={
            "name": "Nombre completo",
            "function": "Puesto",
            "organisation": "Organización",
            "email": "Correo electrónico",
        },
        parts=("Apellidos", "Nombres"),
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
        Person(
            "Ms", "Anna-Lena", "van der Berg", "Senior Economist", "University of Delta", "al.berg@delta.example.org"
        ),
        Person("Mr", "Omar", "al-Khatib", "Deputy Director", "Ports Authority", "o.alkhatib@ports.example.org"),
        Person("Mrs", "Grace", "O'Hara-Smith", "Project Officer", "Green Coast Network", "g.ohara@coast.example.org"),
    ],
    ("en", "unheard"): [
        Person("Ms", "Zofia", "Wrona", "Wharfinger", "Blue Tide", "z.wrona@bluetide.example.org"),
        Person("Mr", "Tunde", "Bakare", "Dredging Foreman", "Lagoon Works", "t.bakare@lagoon.example.org"),
        Person("Ms", "Mei", "Tan", "Tide Gauge Keeper", "Saltmarsh", "m.tan@saltmarsh.example.org"),
    ],
    ("fr", "plain"): [
        Person(
            "Mme", "Salimata", "Coulibaly", "Cheffe du service des eaux", "Ville de Bouaké", "s.coulibaly@v.example.org"
        ),
        Person("M.", "Jules", "Okou", "Conseiller juridique", "Ministère des Fleuves", "j.okou@fleuves.example.org"),
        Person("Mme", "Claire", "Vasseur", "Directrice adjointe", "Agence du Littoral", "c.vasseur@al.example.org"),
    ],
    ("fr", "joined"): [
        Person(
            "M.", "Jean-Marc", "de La Tour", "Chargé de mission", "Région du Delta", "jm.delatour@delta.example.org"
        ),
        Person("Mme", "Aïssatou", "N'Diaye", "Coordinatrice", "Réseau des Rives", "a.ndiaye@rives.example.org"),
        Person(
            "M.", "Éric", "Le Goff", "Ingénieur hydraulicien", "Université du Fleuve", "e.legoff@fleuve.example.org"
        ),
    ],
    ("fr", "unheard"): [
        Person("Mme", "Léa", "Morin", "Batelière", "Marée Bleue", "l.morin@maree.example.org"),
        Person("M.", "Paul", "Keita", "Éclusier", "Bief Aval", "p.keita@bief.example.org"),
        Person("M.", "Noé", "Faure", "Hydromètre", "Sel et Vase", "n.faure@sel.example.org"),
    ],
    ("es", "plain"): [
        Person(
            "Sra.", "Carmen", "Toro", "Jefa de la Unidad de Agua", "Municipalidad de Valdeluz", "c.toro@v.example.org"
        ),
        Person("Sr.", "Pedro", "Salas", "Asesor jurídico", "Ministerio de Ríos", "p.salas@rios.example.org"),
        Person(
            "Dra.", "Lucía", "Ferrer", "Coordinadora de proyectos", "Universidad del Sur", "l.ferrer@us.example.org"
        ),
    ],
    ("es", "joined"): [
        Person(
            "Sra.", "María", "Ibáñez Rojas", "Directora de Puertos", "Agencia de Costas", "m.ibanez@costas.example.org"
        ),
        Person("Sr.", "Juan", "de la Cruz", "Técnico superior", "Fundación Ribera", "j.delacruz@ribera.example.org"),
        Person("Sr.", "Iván", "Peña-Soto", "Subdirector", "Red de Humedales", "i.pena@humedales.example.org"),
    ],
    ("es", "unheard"): [
        Person("Sra.", "Rosa", "Lima", "Barquera", "Marea Azul", "r.lima@marea.example.org"),
        Person("Sr.", "Hugo", "Vera", "Almadrabero", "Sal y Limo", "h.vera@sal.example.org"),
        Person("Sra.", "Nora", "Paz", "Mareógrafa", "Bajamar", "n.paz@bajamar.example.org"),
    ],
}

# The same three in sentences of their own; {n1} to {e3} are their names, functions, bodies and addresses.
SAID = {
    "en": (
        (
            "We will be represented by {n1} ({f1}, {o1}), {n2} ({f2}, {o2}) and {n3} ({f3}, {o3}). Their "
            "addresses are {e1}, {e2} and {e3}."
        ),
        (
            "{n1}, {f1} at {o1}, and {n2}, {f2} at {o2}, would like to attend the workshop in June, together with "
            "{n3}, {f3} at {o3}. You can reach them at {e1}, {e2} and {e3}."
        ),
        (
            "I am pleased to nominate {n1}, {f1}, {o1}, as head of our delegation ({e1}). She will be accompanied "
            "by {n2}, {f2}, {o2} ({e2}) and by {n3}, {f3}, {o3} ({e3})."
        ),
        (
            "Three people from our side would join the workshop: {n1} ({o1}, {f1}, {e1}), {n2} ({o2}, {f2}, "
            "{e2}), {n3} ({o3}, {f3}, {e3}). I myself will not come."
        ),
        (
            "Could you please add {n1}, our {f1} ({e1}), {n2}, our {f2} ({e2}), and {n3}, our {f3} ({e3}) to the "
            "list for the workshop?"
        ),
    ),
    "fr": (
        (
            "Nous serons représentés par {n1} ({f1}, {o1}), {n2} ({f2}, {o2}) et {n3} ({f3}, {o3}). Leurs "
            "adresses sont {e1}, {e2} et {e3}."
        ),
        (
            "{n1}, {f1}, {o1}, et {n2}, {f2}, {o2}, souhaitent participer à l'atelier de juin, avec {n3}, {f3}, "
            "{o3}. Vous pouvez les joindre à {e1}, {e2} et {e3}."
        ),
        (
            "J'ai le plaisir de désigner {n1}, {f1}, {o1}, comme cheffe de délégation ({e1}). Elle sera "
            "accompagnée de {n2}, {f2}, {o2} ({e2}) et de {n3}, {f3}, {o3} ({e3})."
        ),
        (
            "Trois personnes de chez nous participeraient à l'atelier : {n1} ({o1}, {f1}, {e1}), {n2} ({o2}, "
            "{f2}, {e2}), {n3} ({o3}, {f3}, {e3}). Moi-même, je ne viendrai pas."
        ),
        (
            "Pourriez-vous ajouter {n1}, notre {f1} ({e1}), {n2}, notre {f2} ({e2}), et {n3}, notre {f3} ({e3}) à "
            "la liste de l'atelier ?"
        ),
    ),
    "es": (
        (
            "Nos representarán {n1} ({f1}, {o1}), {n2} ({f2}, {o2}) y {n3} ({f3}, {o3}). Sus correos son {e1}, "
            "{e2} y {e3}."
        ),
        (
            "{n1}, {f1}, {o1}, y {n2}, {f2}, {o2}, desean participar en el taller de junio, junto con {n3}, {f3}, "
            "{o3}. Pueden escribirles a {e1}, {e2} y {e3}."
        ),
        (
            "Me complace designar a {n1}, {f1}, {o1}, como jefa de la delegación ({e1}). La acompañarán {n2}, "
            "{f2}, {o2} ({e2}) y {n3}, {f3}, {o3} ({e3})."
        ),
        (
            "Tres personas de nuestra parte participarían en el taller: {n1} ({o1}, {f1}, {e1}), {n2} ({o2}, "
            "{f2}, {e2}), {n3} ({o3}, {f3}, {e3}). Yo no asistiré."
        ),
        (
            "¿Podrían añadir a {n1}, nuestra {f1} ({e1}), a {n2}, nuestro {f2} ({e2}), y a {n3}, nuestra {f3} "
            "({e3}) a la lista del taller?"
        ),
    ),
}


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
    letter: str = "asks"
    forwarder: str = COLLEAGUE

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


def _items(marks: Iterable[str], way: Way, indent: str = "", form: str = "") -> str:
    people = PEOPLE[way.language, way.people]
    entries = zip(marks, [form.format(**written(one, way)) for one in people] if form else _entries(way), strict=False)
    return "\n".join(_wrapped(f"{mark}{entry}", way, indent) for mark, entry in entries)


def _items_of_lines(marks: Iterable[str], way: Way, indent: str) -> str:
    return "\n".join(
        mark + f"\n{indent}".join(_wrapped(line, way) for line in row)
        for mark, row in zip(marks, _rows(way), strict=False)
    )


def _labelled(
    way: Way, start: str = "", between: str = "\n\n", labels: dict[str, str] | None = None, names: bool = True
) -> str:
    labels = labels or WORDS[way.language].labels
    blocks = [
        [
            value if name == "name" and not names else f"{labels[name]}: {value}"
            for name, value in zip(way.order, row, strict=True)
        ]
        for row in _rows(way)
    ]
    heads = [(start + "\n").lstrip("\n").format(number) for number in range(1, 4)]
    return between.join(head + "\n".join(block) for head, block in zip(heads, blocks, strict=True))


def _parted(way: Way) -> list[list[str]]:
    """Family and given names apart."""
    words = WORDS[way.language]
    heads = [*words.parts, *(words.labels[name] for name in FIELDS[1:])]
    return [heads, *([one.family_name, one.given_name, *one[3:]] for one in PEOPLE[way.language, way.people])]


def _in_parts(way: Way) -> str:
    heads, *rows = _parted(way)
    return "\n\n".join("\n".join(f"{label}: {cell}" for label, cell in zip(heads, row, strict=True)) for row in rows)


def _grid(way: Way, heads: dict[str, str] | None) -> list[list[str]]:
    return [*([[heads[name] for name in way.order]] if heads else []), *_rows(way)]


def _said(way: Way, form: str) -> str:
    one, two, three = [form.format(**written(person, way)) for person in PEOPLE[way.language, way.people]]
    return f"{one}, {two}{WORDS[way.language].link}{three}."


NUMBERS, LETTERED, DASHES = ("1. ", "2. ", "3. "), ("a) ", "b) ", "c) "), ("- ",) * 3
_ALL = "{name}, {function}, {organisation}"
# Each shape below the line that asks; the sentences begin in that line.
SHAPES: dict[str, Callable[[Way], str]] = {
    "numbered": lambda way: _items(NUMBERS, way, "   "),
    "numbered, wrapped to the margin": lambda way: _items(NUMBERS, way),
    "lettered": lambda way: _items(LETTERED, way, "   "),
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
    "items with labels": lambda way: _labelled(way, "{}.", names=False).replace(".\n", ". "),
    "labels of others": lambda way: _labelled(way, labels=WORDS[way.language].other_labels),
    "labels with parts of names": lambda way: _in_parts(way),
    "page with parts of names": lambda way: _page(_parted(way)),
    "page with other heads": lambda way: _page(_grid(way, WORDS[way.language].other_labels)),
    "page with numbers": lambda way: _page(_numbered(_grid(way, WORDS[way.language].labels))),
    "addresses in angles": lambda way: _items(NUMBERS, way, form="{name} <{email}>, {function}, {organisation}"),
    "addresses at the end": lambda way: _items(DASHES, way, form="{name}, {function}, {organisation} <{email}>"),
    "labelled addresses": lambda way: _items(NUMBERS, way, form=f"{_ALL}, {_address_label(way)}: {{email}}"),
    "brackets in items": lambda way: _items(DASHES, way, form="{name} ({function}, {organisation}) – {email}"),
    "brackets in lines": lambda way: _items(("",) * 3, way, form="{name} ({function}, {organisation}), {email}"),
    "numbers of telephones": lambda way: _items(NUMBERS, way, form=f"{_ALL}, {{email}}, +41 22 555 01 23"),
    "bodies in brackets": lambda way: _items(DASHES, way, form="{name}, {function} ({organisation}), {email}"),
    "labels in a line": lambda way: _items(NUMBERS, way, form=_in_a_line(way, "; ")),
    "labels between bars": lambda way: _items(("",) * 3, way, form=_in_a_line(way, " | ")),
    "cards with stars": lambda way: _items(("",) * 3, way, form="*{name}*\n{function}\n{organisation}\n{email}\n"),
    "cards of two facts": lambda way: _items(("",) * 3, way, form="{name}\n{function}, {organisation}\n{email}\n"),
    "page with two facts a cell": lambda way: _page([[f"{a}, {b}", f"{c}, {d}"] for a, b, c, d in _rows(way)]),
    "page with addresses beside names": lambda way: _page([[f"{a} {d}", b, c] for a, b, c, d in _named(way)]),
    "page below a title": lambda way: _page([["PARTICIPANTS"], *_grid(way, WORDS[way.language].labels)]),
    "sentence": lambda way: _said(way, "{name}, {function}, {organisation} ({email})"),
    "sentence with brackets": lambda way: _said(way, "{name} ({function}, {organisation}, {email})"),
    "sentence with addresses": lambda way: _said(way, "{name} ({email}), {function}, {organisation}"),
    "sentence with dashes": lambda way: _said(way, "{name} – {function}, {organisation}, {email}"),
    "offices before names": lambda way: _said(way, WORDS[way.language].office),
}  # fmt: skip
SENTENCES = {
    "sentence",
    "sentence with brackets",
    "sentence with addresses",
    "sentence with dashes",
    "offices before names",
}
FIXED = SENTENCES | {
    "addresses in angles",
    "addresses at the end",
    "labelled addresses",
    "brackets in items",
    "brackets in lines",
    "numbers of telephones",
    "labels with parts of names",
    "page with parts of names",
    "bodies in brackets",
    "labels in a line",
    "labels between bars",
    "cards with stars",
    "cards of two facts",
    "page with two facts a cell",
    "page with addresses beside names",
}
ON_PAGES = {shape for shape in SHAPES if shape.startswith("page")}
SEPARATED = {"numbered", "numbered, wrapped to the margin", "lettered", "dashes", "numbered, apart", "lines"}


def _address_label(way: Way) -> str:
    return WORDS[way.language].labels["email"]


def _in_a_line(way: Way, between: str) -> str:
    return between.join(f"{label}: {{{name}}}" for name, label in WORDS[way.language].labels.items())


def _named(way: Way) -> list[list[str]]:
    """With heads, of which the first is of name and address."""
    return [[*list(WORDS[way.language].labels.values())[:3], ""], *_rows(way)]


def _numbered(rows: list[list[str]]) -> list[list[str]]:
    return [[str(number or ""), *row] for number, row in enumerate(rows)]


def _page(rows: list[list[str]]) -> str:
    cells = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def _forwarded(body: str, way: Way) -> str:
    """What a mail program prints above what it passes on, each time."""
    sender, sent, to, subject = WORDS[way.language].keys
    writers = [f"{WORDS[way.language].writer[0]} <{WRITES}>", *(way.forwarder,) * 2]
    for writer in writers[: way.forwarded]:
        head = f"{sender}: {writer}\n{sent}: 12/05/2027 10:00\n{to}: {BOX}\n{subject}: Workshop"
        body = f"FYI\n\n-----Original Message-----\n{head}\n\n{body}"
    return body


def _around(way: Way) -> tuple[str, str]:
    """What stands above and below the persons."""
    words = WORDS[way.language]
    name, function = words.writer
    asks = {"wants to": words.wants_to, "with me": words.with_me}.get(way.letter, words.asks)
    below = {
        "stays home": words.stays_home, "contact": words.contact, "farewell": words.farewell, "too": words.comes_too,
    }.get(way.letter, "")  # fmt: skip
    closing = "" if way.letter == "farewell" else words.closing
    return asks, "\n\n".join(part for part in (below, closing, f"{name}\n{function}") if part)


def letter(way: Way) -> bytes:
    """The whole mail."""
    above, below = _around(way)
    people = SHAPES[way.shape](way)
    is_new = not way.forwarded
    sender = f"{WORDS[way.language].writer[0]} <{WRITES}>" if is_new else way.forwarder
    subject = "Workshop" if is_new else "Fwd: Workshop"
    if way.shape in ON_PAGES:
        above = _forwarded(above, way)
        body = "".join([_paragraphs(above), people, _paragraphs(below)])
        return mail(html=f"<html><body>{body}</body></html>", sender=sender, subject=subject)
    if way.shape in SENTENCES:
        text = _wrapped(f"{WORDS[way.language].asks_in_sentence} {people}", way)
    else:
        text = f"{_wrapped(above, way)}\n\n{people}"
    return mail(_forwarded(f"{text}\n\n{_wrapped(below, way)}\n", way), sender=sender, subject=subject)


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(part)}</p>".replace("\n", "<br>") for part in text.split("\n\n"))


ORDERS = [
    ("name", "organisation", "function", "email"),
    ("name", "email", "function", "organisation"),
    ("email", "name", "function", "organisation"),
    ("function", "name", "organisation", "email"),
]
SEPARATORS = [" – ", " - ", "; ", " | ", " / ", " — "]


_BY_WORDS = ("offices before names", "sentence with addresses", "bodies in brackets", "page with two facts a cell")
# A program that wraps these breaks them within a label.
IN_A_LINE = {"labels in a line", "labels between bars"}
WITH_WRITER = ("with me", "too")
LETTERS = ("wants to", "stays home", "contact", "farewell", *WITH_WRITER)


def ways() -> list[Way]:
    """Every shape in every language with all names; then each other thing by itself, in one language each."""
    found = [
        Way(language, people, shape, is_titled)
        for shape in SHAPES
        for language in WORDS
        for people in ("plain", "joined", "unheard")
        for is_titled in (True, False)
        if is_titled or people != "joined"
    ]
    languages = cycle(WORDS)
    for shape in SHAPES:
        changes: list[dict[str, Any]] = [
            {"forwarded": 1},
            {"forwarded": 2},
            {"forwarded": 1, "forwarder": STRANGER},
            {"forwarded": 2, "forwarder": STRANGER},
            {"family_first": True},
            *({"letter": one, "titled": is_titled} for one in LETTERS for is_titled in (True, False)),
            *({"width": width} for width in (72, 50) if shape not in ON_PAGES | IN_A_LINE),
            *({"order": order} for order in ORDERS if shape not in FIXED),
            *({"separator": one, "width": width} for one in SEPARATORS for width in (0, 60) if shape in SEPARATED),
        ]
        found += [Way(next(languages), shape=shape)._replace(**change) for change in changes]
    return [way for way in found if not _says_nothing(way)]


def _says_nothing(way: Way) -> bool:
    """Written so the mail does not say it: parts of names have no title, and a word unheard may be a name."""
    if way.letter == "with me" and way.shape in SENTENCES:
        return True
    if way.shape in ("labels with parts of names", "page with parts of names"):
        return way.titled or way.family_first
    return way.people == "unheard" and way.shape in _BY_WORDS


def wanted(way: Way) -> list[tuple[str, ...]]:
    """What is to be proposed; of "our Director, Ms X" the sentence says no body."""
    people = PEOPLE[way.language, way.people]
    bodies = [one.organisation if way.shape != "offices before names" else "" for one in people]
    writer, office = WORDS[way.language].writer
    rows = [
        (one.title if way.titled else "", *one[1:4], body, one.email) for one, body in zip(people, bodies, strict=True)
    ]
    return [("", *writer.split(), office, "", WRITES), *rows] if way.letter in WITH_WRITER else rows


def _row(one: Proposal) -> tuple[str, ...]:
    return (one.title, one.given_name, one.family_name, one.function, one.organisation, one.email)


def proposed(way: Way) -> list[tuple[str, ...]]:
    """What is proposed."""
    return [_row(one) for one in understood(letter(way), staff=STAFF).proposals]


@pytest.mark.parametrize("way", proofs.some(ways(), 300), ids=str)
def test_the_same_persons_are_read(way: Way) -> None:
    assert proposed(way) == wanted(way)


@pytest.mark.parametrize("is_titled", [True, False])
@pytest.mark.parametrize(("language", "form"), [(language, form) for language, forms in SAID.items() for form in forms])
def test_the_same_persons_are_read_in_sentences(language: str, form: str, is_titled: bool) -> None:
    people = PEOPLE[language, "plain"]
    values: dict[str, str] = {}
    for number, person in enumerate(people, 1):
        row = written(person, Way(titled=is_titled))
        values |= {f"{name[0]}{number}": value for name, value in row.items()}
    text = form.format(**values)
    words = WORDS[language]
    greeting = words.asks.partition("\n")[0]
    writer, office = words.writer
    content = mail(f"{greeting}\n\n{text}\n\n{words.closing}\n\n{writer}\n{office}\n", sender=f"{writer} <{WRITES}>")
    found = [(one.full_name, one.function, one.organisation, one.email) for one in understood(content).proposals]
    has_bodies = "{o1}" in form
    assert found == [
        (f"{one.given_name} {one.family_name}", one.function, one.organisation if has_bodies else "", one.email)
        for one in people
    ]


LISTS = {
    "en": "Dear colleagues,\n\nPlease find attached the list of our participants for the workshop.",
    "fr": "Bonjour,\n\nVeuillez trouver ci-joint la liste de nos participants à l'atelier.",
    "es": "Estimados colegas:\n\nAdjunto la lista de nuestros participantes en el taller.",
}
PAGES = {"page", "page without heads", "page with unusual heads", "page with other heads"}


def _files(way: Way) -> list[tuple[str, bytes]]:
    """The persons in files: a document, and where they stand in rows a sheet and a text between semicolons."""
    words = WORDS[way.language]
    if way.shape in PAGES:
        heads = {
            "page": words.labels,
            "page with unusual heads": words.unusual,
            "page with other heads": words.other_labels,
        }
        rows = _grid(way, heads.get(way.shape))
        text = "\n".join(";".join(row) for row in rows)
        return [("list.docx", docx(["Participants"], rows)), ("list.xlsx", xlsx(rows)), ("list.csv", text.encode())]
    people = SHAPES[way.shape](way)
    text = f"{words.asks_in_sentence} {people}" if way.shape in SENTENCES else f"{words.asks}\n\n{people}"
    lines = html.escape(f"{text}\n\n{words.closing}\n\n" + "\n".join(words.writer), quote=False).split("\n")
    return [("participants.docx", docx(lines))]


def ways_in_files() -> list[Way]:
    """Each shape that a file can hold, in each language."""
    found = [Way(language, shape=shape) for language in WORDS for shape in SHAPES if shape not in ON_PAGES - PAGES]
    return [way for way in found if not _says_nothing(way)]


@pytest.mark.parametrize(
    "way",
    proofs.some(ways_in_files(), 40),
    ids=str,
)
def test_the_same_persons_are_read_in_files(way: Way) -> None:
    words = WORDS[way.language]
    text = f"{LISTS[way.language]}\n\n{words.closing}\n\n" + "\n".join(words.writer)
    for file in _files(way):
        content = mail(text, sender=f"{words.writer[0]} <{WRITES}>", subject="Workshop", files=[file])
        found = understood(content).proposals
        assert [_row(one) for one in found] == wanted(way), file[0]
