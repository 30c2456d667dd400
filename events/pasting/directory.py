"""Whom and what an agenda names, found in the directory: in few queries for the whole of it."""

import re
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from agendareader.facts import Person
from multilingual.search import fold
from multilingual.texts import LANGUAGES
from speakers.models import Organisation, Speaker

_MOST_LIKELY = 5
# Shorter names of bodies are looked for as acronyms are: in these very letters.
_SHORT = 8


def name_key(name: str) -> tuple[str, ...]:
    """A name in no order: "DIOUF Amara" is Amara Diouf."""
    return tuple(sorted(re.findall(r"\w+", fold(name))))


class Directory:
    """The speakers of these names, others with the same family name, and all bodies by name and acronym."""

    def __init__(self, people: Iterable[Person]) -> None:
        people = list(people)
        orders = {order for person in people for order in _orders(person.written)}
        self.by_name: dict[tuple[str, ...], list[Speaker]] = defaultdict(list)
        for speaker in Speaker.objects.filter(sort_key__in=orders).select_related("country").by_name():
            self.by_name[name_key(speaker.name)].append(speaker)
        self.by_family = self._of_family({fold(person.family_name) for person in people if person.family_name})
        self._read_bodies()

    def _of_family(self, families: set[str]) -> dict[str, list[Speaker]]:
        """Those who may be meant, too: the same family name."""
        found: dict[str, list[Speaker]] = defaultdict(list)
        wanted = Q()
        for family in families:
            wanted |= Q(sort_key__startswith=f"{family} ")
        if families:
            for speaker in Speaker.objects.filter(wanted).by_name()[:500]:
                found[fold(speaker.family_name)].append(speaker)
        return found

    def _read_bodies(self) -> None:
        self.names: dict[str, list[int]] = defaultdict(list)
        self.acronyms: dict[str, list[int]] = defaultdict(list)
        columns = [f"{field}_{code}" for field in ("name", "acronym") for code in LANGUAGES]
        for key, others, *texts in Organisation.objects.values_list("pk", "other_names", *columns):
            for text in {text for text in (*texts, *(others or "").splitlines()) if text}:
                index = self.acronyms if len(text) < _SHORT else self.names
                index[text if len(text) < _SHORT else fold(text)].append(key)

    def speakers(self, person: Person) -> list[Speaker]:
        """Those of this name."""
        return self.by_name.get(name_key(person.written), [])

    def likely(self, person: Person) -> list[Speaker]:
        """Others with this family name."""
        same = self.speakers(person)
        found = self.by_family.get(fold(person.family_name), [])
        return [speaker for speaker in found if speaker not in same][:_MOST_LIKELY]

    def bodies(self, person: Person) -> list[int]:
        """The keys of the bodies that the line below a name says: by their whole names, else by their acronyms."""
        line = fold(person.line)
        named = [(name, keys[0]) for name, keys in self.names.items() if len(keys) == 1 and _stands_in(name, line)]
        # "OIM Bagdad" says nothing of the body whose name is a part of it.
        whole = [key for name, key in named if not any(name != other and name in other for other, _key in named)]
        words = set(re.findall(r"[^\s,;:()\[\]/–—]+", person.line))
        said = " ".join(name for name, _key in named)
        short = [
            keys[0]
            for acronym, keys in self.acronyms.items()
            if acronym in words and len(keys) == 1 and fold(acronym) not in said.split()
        ]
        return list(dict.fromkeys([*whole, *short]))


def _orders(name: str) -> set[str]:
    """How a name may be sorted, whichever of its words is the first of the family name."""
    words = fold(name).split()
    return {" ".join((*words[place:], *words[:place])) for place in range(len(words))}


def _stands_in(name: str, line: str) -> bool:
    place = line.find(name)
    if place < 0:
        return False
    around = line[place - 1 : place] + line[place + len(name) : place + len(name) + 1]
    return not any(sign.isalnum() for sign in around)
