"""All persons a mail proposes: tables, labelled lines, lists, cards, sentences, the writer; each of them once."""

from dataclasses import dataclass, field, replace

from filereader.sheets import is_row, tables_in
from filereader.texts import squeeze
from lexicon import phrases
from lexicon.flat import key
from lexicon.matcher import EMAIL
from lexicon.names import is_in_address, same_name
from lexicon.reasons import Reason
from lexicon.signatures import split_signature
from lexicon.titles import strip_titles
from mailreader import lines, lists, prose, tables
from mailreader.facts import Address, Attachment, Body
from mailreader.fields import Filler
from mailreader.findings import Proposal
from mailreader.wants import Wants, wants_of
from mailreader.writer import name_said, sender_proposal

_STRUCTURED = ("row", "column", "lines", "item", "card", "file", "line")


@dataclass(slots=True)
class Found:
    """Persons of the body, and of the files that came along; who wrote letters besides the first, each for a body of
    his or her own.
    """

    body: list[Proposal]
    files: list[Proposal]
    other_writers: list[Proposal] = field(default_factory=list)

    @property
    def all(self) -> list[Proposal]:
        """All of them, each once."""
        return merge([*self.body, *self.files])


def people_of(body: Body, files: tuple[Attachment, ...], sender: Address, wants: Wants, filler: Filler) -> Found:
    """The persons whom the body and the files speak of."""
    in_files = _in_files(files, filler, is_first_sheet=phrases.has(squeeze(body.own), "say.first_sheet"))
    found = _in_body(body, sender, wants, filler)
    listed = [one for one in found if is_structured(one) and one.full_name and not one.is_sender] + in_files
    if listed:
        # Where persons are listed, the sentences speak of others, too: of who sends them, or does not come.
        found = [
            one for one in found
            if is_structured(one) or one.email or one.is_sender or any(_is_same(one, other) for other in listed)
        ]  # fmt: skip
    _find_writer(found, sender, wants)
    found = merge(found)
    assign_addresses(found, without_rows(body.own), sender)
    return Found(found, in_files)


def _find_writer(people: list[Proposal], sender: Address, wants: Wants) -> None:
    """Mark the writer: by the name, or by the address where a form leaves the name to the header."""
    names = [strip_titles(sender.name)[2], name_said(wants, sender)]
    for person in people:
        is_named = any(same_name(person.full_name, name) for name in names)
        is_same = bool(person.email) and person.email == sender.email and not person.full_name
        person.is_sender = person.is_sender or is_same or is_named


def _in_body(body: Body, sender: Address, wants: Wants, filler: Filler) -> list[Proposal]:
    """Each shape takes its lines; sentences are what is left."""
    grids = body.tables or tuple(tables_in(body.own, "text"))
    found = [person for table in grids for person in tables.people_in(table, filler)]
    text = without_rows(body.own) if found or body.tables else body.own
    return found + _in_text(text, sender, wants, filler)


def _in_text(text: str, sender: Address, wants: Wants, filler: Filler) -> list[Proposal]:
    """Persons on labelled lines, in lists and on cards; and in sentences that are no part of these."""
    labelled, used = lines.people_in(text, filler)
    listed, taken = lists.people_in(text, filler, used)
    # A card of the writer without an address is what he or she signs with.
    listed = [
        one for one in listed if one.source.code == "item" or one.email or not same_name(one.full_name, sender.name)
    ]
    left = key("\n".join(line for number, line in enumerate(text.split("\n")) if number not in used | taken))
    kept = [sentence for sentence in wants.sentences if key(sentence)[:60] in left]
    named = prose.people_in(replace(wants, sentences=kept), filler, sender)
    return [*labelled, *listed, *named]


def without_rows(text: str) -> str:
    """The text without the rows of its tables, which are read as tables."""
    return "\n".join("" if is_row(line) else line for line in text.split("\n"))


def _in_files(files: tuple[Attachment, ...], filler: Filler, *, is_first_sheet: bool) -> list[Proposal]:
    """The persons of all files, each once; a row of a table says more of somebody than a letter.

    `is_first_sheet`: the mail says that of a workbook just the first sheet with persons counts.
    """
    found = [person for file in files for person in _in_file(file, filler, is_first_sheet=is_first_sheet)]
    return merge(sorted(found, key=lambda person: person.source.code not in ("row", "column")))


def _in_file(file: Attachment, filler: Filler, *, is_first_sheet: bool) -> list[Proposal]:
    """Persons in tables; without these on forms, and in a letter that names who comes in all shapes."""
    grids = file.tables or tuple(tables_in(file.text, file.filename))
    sheets = [people for table in grids if (people := tables.people_in(table, filler))]
    if found := [person for people in (sheets[:1] if is_first_sheet else sheets) for person in people]:
        return found
    found = lines.people_in(file.text, filler)[0] or _in_letter(file, filler)
    for person in found:
        person.source = Reason("file", file.filename)
    return [person for person in found if person.full_name]


def _in_letter(file: Attachment, filler: Filler) -> list[Proposal]:
    """Of a file that names who comes."""
    if not phrases.has(f"{file.filename.replace('_', ' ')} {file.text[:2000]}", "want.document"):
        return []
    text = split_signature(file.text, [])[0]
    return _in_text(text, Address(), wants_of(text), filler)


def merge(people: list[Proposal]) -> list[Proposal]:
    """Each person once: the same name, or one address and no other name; gaps are filled from the later one."""
    kept: list[Proposal] = []
    for person in people:
        twin = next((other for other in kept if _is_same(person, other)), None)
        if twin is None:
            kept.append(person)
        else:
            twin.fill_from(person)
    return kept


def _is_same(one: Proposal, other: Proposal) -> bool:
    if one.is_placeholder or other.is_placeholder:
        return False  # two places alike are two
    if not one.full_name or not other.full_name:
        return bool(one.email) and one.email == other.email
    if not (one.given_name and other.given_name):
        return f"{key(other.family_name)} ".startswith(f"{key(one.family_name)} ")
    return same_name(one.full_name, other.full_name) and (one.email == other.email or not (one.email and other.email))


def add_writer(
    people: list[Proposal], sender: Address, signature: str, wants: Wants, filler: Filler, *, asks: str
) -> list[Proposal]:
    """Complete the writer among the persons from header and signature; put him there where he asks for himself."""
    writer = next((person for person in people if person.is_sender), None)
    if writer is None and len(people) == 1 and not (people[0].full_name or people[0].is_placeholder):
        writer = people[0]  # a form leaves the name to the header
        writer.is_sender = not writer.email or writer.email == sender.email
    if writer is None and not asks:
        return people
    reason = Reason("sentence", asks[:160]) if asks else Reason("sender")
    whole = sender_proposal(sender, signature, filler, wants, reason)
    if writer is None:
        return [whole, *people]
    if writer.is_sender:
        writer.fill_from(whole)
    return people


def assign_addresses(people: list[Proposal], text: str, sender: Address) -> None:
    """Addresses that stand apart from the names: by the name in the address, or "his e-mail is" of the only one."""
    used = {sender.email, *(person.email for person in people)}
    free = [address for address in dict.fromkeys(found.lower() for found in EMAIL.findall(text)) if address not in used]
    waiting = [person for person in people if person.full_name and not person.email and not person.is_sender]
    for address in list(free):
        owners = [one for one in waiting if is_in_address(one.family_name, address)]
        if len(owners) == 1:
            owners[0].put("email", address, Reason("address-like-name", address))
            waiting.remove(owners[0])
            free.remove(address)
    if len(waiting) == 1 == len(free):
        before = " ".join(text[: text.lower().index(free[0])].split())[-40:]
        if phrases.has(before, "say.his"):
            waiting[0].put("email", free[0], Reason("sentence", f"{before} {free[0]}"))


def is_structured(person: Proposal) -> bool:
    """Filled in on a form, a list, a card, a table: proposed whatever the sentence around it says."""
    return person.source.code in _STRUCTURED
