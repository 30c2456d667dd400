"""All persons a mail proposes: tables, labelled lines, lists, cards, sentences, the writer; each of them once."""

import re
from dataclasses import dataclass, replace

from mailreader import bodies, cards, entries, lines, prose, rows, runs
from mailreader.companions import companions_in
from mailreader.facts import Address, Attachment, Body
from mailreader.fill import Filler, phone_in
from mailreader.findings import Proposal, Reason
from mailreader.flat import flat, key, squeeze
from mailreader.headers import EMAIL
from mailreader.intent import NOMINATING, Intent, intent_of
from mailreader.labels import RESTRICTED
from mailreader.names import looks_like_name, mentions, same_name
from mailreader.quotes import CLOSING, split_signature
from mailreader.sentences import sentences_of
from mailreader.sheets import tables_in
from mailreader.titles import strip_titles
from mailreader.writer import copy_missing, read_apposition, sender_proposal

_WHOSE = re.compile(
    r"\b(?:(?:his|her|their|son|sa|su|the|l'|el) ?(?:e-?mail|address|adresse|courriel|"
    r"mail|correo)|(?:lui|leur) (?:adresser|ecrire|envoyer|transmettre)|(?:write|send|mail) (?:to )?(?:him|her)|"
    r"(?:escribir|enviar|dirigir)le|(?:joignable|reached|reachable|localizable))\b"
)


# A report or a programme is longer than a letter that names who comes.
_LONGEST_LETTER = 6000


@dataclass(slots=True)
class Found:
    """Persons of the body, and of the files that came along."""

    body: list[Proposal]
    files: list[Proposal]

    @property
    def all(self) -> list[Proposal]:
        """All of them, each once."""
        return merge([*self.body, *self.files])


def people_of(body: Body, files: tuple[Attachment, ...], sender: Address, intent: Intent, filler: Filler) -> Found:
    """The persons whom the body and the files speak of."""
    found = [person for table in body.tables for person in rows.people_in(table, filler)]
    text = without_rows(body.own) if body.tables else body.own
    if not body.tables:
        for table in tables_in(text, filler.limits, "text"):
            found += rows.people_in(table, filler)
    forms = "\n".join(line for table in body.tables for line in rows.label_lines(table))
    found += lines.people_in(forms, filler)[0] if forms else []
    labelled, used = lines.people_in(f"{text}\n{body.signature}" if _is_form(body.signature) else text, filler)
    listed, taken = entries.people_in_lists(text, filler, used)
    below, in_runs = runs.people_in_runs(text, filler, used | taken)
    listed, taken = listed + below, taken | in_runs
    on_cards, also_taken = cards.people_on_cards(text, filler, used | taken)
    on_cards = [card for card in on_cards if card.source.code == "item" or not _is_writer_only(card, sender)]
    found += labelled + listed + on_cards
    rest = [line if number not in used | taken | also_taken else "" for number, line in enumerate(text.split("\n"))]
    found += _in_sentences("\n".join(rest), intent, filler, sender) + companions_in(intent, filler)
    for person in found:
        _mark_sender(person, sender)
    in_files = _in_files(files, filler)
    found = merge(_without_signer(found, text, has_others=bool(in_files)))
    assign_addresses(found, text, sender)
    return Found(found, in_files)


def _is_form(signature: str) -> bool:
    """Labelled lines below the formula: somebody signed above the details."""
    return len({line.field for line in lines.labelled(signature.split("\n"))} - {"phone", "email", "ignored"}) > 1


def without_rows(text: str) -> str:
    """The text without the rows of its tables, which are read as tables."""
    return "\n".join("" if line.count(" | ") else line for line in text.split("\n"))


def _is_writer_only(card: Proposal, sender: Address) -> bool:
    return same_name(card.full_name, sender.name)


def _without_signer(people: list[Proposal], text: str, *, has_others: bool) -> list[Proposal]:
    """Others are named, and below the text stands a card without title or address: who signed for the office."""
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text.strip())]
    if len(paragraphs) < 2 or paragraphs[-2].endswith(":"):
        return people
    signed = [
        one
        for one in people
        if one.source.code == "card"
        and paragraphs[-1].startswith(one.source.detail)
        and not (one.email or one.title or one.honorific or one.is_sender)
    ]
    others = [one for one in people if one not in signed]
    return others if has_others or any(not one.is_sender for one in others) else people


def _in_sentences(text: str, intent: Intent, filler: Filler, sender: Address) -> list[Proposal]:
    """Persons in what no form, list or card has taken."""
    left = key(text)
    kept = [sentence for sentence in intent.sentences if key(sentence)[:60] in left]
    return prose.people_in(Intent(sentences=kept), filler, sender)


def _in_files(files: tuple[Attachment, ...], filler: Filler) -> list[Proposal]:
    """The persons of all files in their order, each once; a row of a table says more of somebody than a letter."""
    found = [person for file in files for person in _in_file(file, filler)]
    order = [replace(person) for person in found]
    merged = merge(sorted(found, key=lambda person: person.source.code not in ("row", "column")))
    return sorted(
        merged, key=lambda one: next((place for place, other in enumerate(order) if _is_same(one, other)), len(order))
    )


def _in_file(file: Attachment, filler: Filler) -> list[Proposal]:
    found = [person for table in file.tables for person in rows.people_in(table, filler)]
    if found:
        return found
    forms = "\n".join(line for table in file.tables for line in rows.label_lines(table))
    text = forms or file.text
    found, used = lines.people_in(text, filler)
    if not found and NOMINATING.search(flat(f"{file.filename} {file.text[:2000]}")):
        found = _in_letter(text, filler, used)
    for person in found:
        person.source = Reason("file", file.filename)
    return [person for person in found if person.family_name or person.given_name]


def _in_letter(text: str, filler: Filler, used: set[int]) -> list[Proposal]:
    """Persons in a list, one below the other, on cards; of a short letter without any of these, in its sentences."""
    text = split_signature(runs.mended(text), [])[0]
    text = "\n".join("" if CLOSING.match(flat(line)) else line for line in text.split("\n"))
    found, taken = entries.people_in_lists(text, filler, used)
    below, in_runs = runs.people_in_runs(text, filler, used | taken)
    found += below + cards.people_on_cards(text, filler, used | taken | in_runs)[0]
    if found or len(text) > _LONGEST_LETTER:
        return found
    return prose.people_in(intent_of(text), filler, Address())


def _mark_sender(person: Proposal, sender: Address) -> None:
    """The person is the writer: by the address, the name, or because a form leaves the name to the header."""
    is_same = bool(person.email) and person.email == sender.email
    if person.full_name and not person.email and not sender.name:
        local = key(sender.local).replace(" ", "")
        parts = key(person.full_name).split()
        is_same = len(parts) > 1 and parts[-1] in local and (parts[0] in local or local.startswith(parts[0][0]))
        person.is_sender = person.is_sender or is_same
    is_named = bool(person.full_name) and same_name(person.full_name, strip_titles(sender.name)[2])
    person.is_sender = person.is_sender or (is_same and (is_named or not person.full_name)) or is_named


def merge(people: list[Proposal]) -> list[Proposal]:
    """Each person once: the same name, or one address and no other name; gaps are filled from the later one.

    Those of whom nobody can say who they are stay apart: see `known_only`.
    """
    kept: list[Proposal] = []
    for person in people:
        twin = next((other for other in kept if _is_same(person, other)), None)
        if twin is None:
            kept.append(person)
        else:
            _absorb(twin, person)
    return kept


def known_only(people: list[Proposal]) -> list[Proposal]:
    """Without those who have neither name nor address and are not the writer."""
    return [one for one in people if one.full_name or one.email or one.is_sender or one.is_placeholder]


def _is_same(one: Proposal, other: Proposal) -> bool:
    if one.is_placeholder or other.is_placeholder:
        # Two places alike in one list are two; in the list and in the file that goes with it they are one.
        is_alike = (one.function, one.organisation) == (other.function, other.organisation) != ("", "")
        return one.is_placeholder and other.is_placeholder and is_alike and one.source.code != other.source.code
    if one.family_name and other.family_name and not (one.given_name and other.given_name):
        return bool({key(one.family_name)} & {key(other.family_name), *key(other.family_name).split()[:1]})
    if one.full_name and other.full_name:
        if not same_name(one.full_name, other.full_name):
            return False
        return not (one.email and other.email and one.email != other.email)
    return bool(one.email) and one.email == other.email


def _absorb(twin: Proposal, person: Proposal) -> None:
    if "family_name" in twin.assumed and "family_name" not in person.assumed and person.family_name:
        twin.given_name, twin.family_name = person.given_name, person.family_name
        twin.assumed -= {"given_name", "family_name"}
    for name in ("given_name", "family_name", "email", "preferred_language", "role"):
        if value := getattr(person, name):
            twin.put(name, value, person.reasons.get(name, person.source))
    copy_missing(twin, person)
    for name in ("wants_visa_letter", "wants_sponsorship", "is_possible_speaker"):
        if getattr(person, name) and not getattr(twin, name):
            setattr(twin, name, True)
            twin.reasons.setdefault(name, person.reasons.get(name, person.source))
    if twin.publish_consent is None:
        twin.publish_consent = person.publish_consent
    twin.is_sender = twin.is_sender or person.is_sender
    twin.organisations = twin.organisations or person.organisations


def add_writer(
    people: list[Proposal], sender: Address, signature: str, intent: Intent, filler: Filler, *, asks: str
) -> list[Proposal]:
    """Complete the writer among the persons from header and signature; put him there where he asks for himself."""
    said = read_apposition(intent, filler, sender)
    nameless = [person for person in people if not person.full_name and not person.is_placeholder]
    writer = next((person for person in people if person.is_sender), None)
    if writer is None and nameless and len(people) == len(nameless) and len(nameless) == 1:
        writer = nameless[0]
        if not writer.email or writer.email == sender.email:
            writer.is_sender = True
    if writer is None and not asks:
        return known_only(people)
    whole = sender_proposal(
        sender, signature, filler, said, Reason("sentence", asks[:160]) if asks else Reason("sender")
    )
    if writer is None:
        return [whole, *people]
    if not writer.full_name:
        whole_name = (whole.given_name, whole.family_name)
        writer.given_name, writer.family_name = whole_name
        writer.reasons["family_name"] = Reason("sender")
        writer.assumed |= whole.assumed & {"given_name", "family_name"}
    if writer.is_sender:
        writer.put("email", whole.email, Reason("sender"))
        copy_missing(writer, whole)
    return known_only(people)


def assign_addresses(people: list[Proposal], text: str, sender: Address) -> None:
    """Addresses that stand apart from the names: by the name in the address, or "his e-mail is" of the only one."""
    used = {person.email for person in people} | {sender.email}
    free = [address for address in dict.fromkeys(found.lower() for found in EMAIL.findall(text)) if address not in used]
    waiting = [person for person in people if person.full_name and not person.email and not person.is_sender]
    for address in list(free):
        local = key(address.partition("@")[0]).replace(" ", "")
        owners = [
            one for one in waiting if any(len(part) > 2 and part in local for part in key(one.family_name).split())
        ]
        if len(owners) == 1:
            owners[0].put("email", address, Reason("address-like-name", address))
            _phone_beside(owners[0], text)
            waiting.remove(owners[0])
            free.remove(address)
    if len(waiting) == 1 == len(free):
        before = squeeze(flat(text[: text.lower().index(free[0])]))[-40:]
        if _WHOSE.search(before):
            waiting[0].put("email", free[0], Reason("sentence", before.strip() + " " + free[0]))
            _phone_beside(waiting[0], text)


def take_copied(people: list[Proposal], copied: list[Address]) -> None:
    """Addresses of those in copy, to whom they belong by the name in the header or in the address."""
    used = {person.email for person in people}
    for address in copied:
        waiting = [one for one in people if one.full_name and not one.email and not one.is_sender]
        owners = [one for one in waiting if _is_address_of(address, one)]
        if len(owners) == 1 and address.email not in used:
            owners[0].put("email", address.email, Reason("in-copy", str(address.name or address.email)))


def _is_address_of(address: Address, person: Proposal) -> bool:
    """The printed name is the person's; where none is printed, family name and given name or initial are in it."""
    printed = strip_titles(re.sub(r"\([^()]*\)", "", address.name).replace(",", " "))[2]
    if len(printed.split()) > 1 and "@" not in printed and not bodies.starts_as_body(printed):
        return same_name(printed, person.full_name)
    local, given = key(address.local).replace(" ", ""), key(person.given_name)
    if local == given.replace(" ", "") != "":
        return True
    family = next((part for part in key(person.family_name).split() if len(part) > 2 and part in local), "")
    rest = local.replace(family, "", 1)
    return bool(family and given) and (not rest or rest in given.replace(" ", "") or given.split()[0] in rest)


def _phone_beside(person: Proposal, text: str) -> None:
    """The number in the sentence that gives this address and no other: "reach him at x@y or on +32 …"."""
    for sentence in sentences_of(text):
        if [found.lower() for found in EMAIL.findall(sentence)] == [person.email]:
            person.put("phone", phone_in(EMAIL.sub(" ", sentence)), Reason("sentence", sentence[:160]))


_FOR_ALL = re.compile(
    r"\b(?:all (?:of )?(?:them|three|four|five|participants|members|delegates|the)|both|they|them|everyone|"
    r"everybody|group|"
    r"tous|toutes|les (?:deux|trois|quatre|cinq)|ils|elles|l'ensemble|chacun|participant[es]*s|todos|todas|ambos|ambas|"
    r"ellos|ellas|los (?:dos|tres|cuatro)|las (?:dos|tres|cuatro)|the (?:two|three|four|five)|shared?|common|"
    r"commune?|partagee?|comun|compartid[oa]|collective|same address|meme adresse|misma direccion|tous les)\b"
)
_REACHED = re.compile(
    r"\b(?:reach\w*|contact\w*|joign\w*|joint[es]*|ecri\w*|localiz\w*|escrib\w*|write|written|address\w*|adresse\w*|"
    r"direccion|correo|e-?mail|mail|courriel)\b"
)


def share_address(people: list[Proposal], sentences: list[str]) -> None:
    """One address that the mail gives for all of them."""
    waiting = [person for person in people if person.full_name and not person.email]
    for sentence in sentences if len(waiting) > 1 else []:
        plain, addresses = flat(sentence), {found.lower() for found in EMAIL.findall(sentence)}
        if len(addresses) == 1 and _FOR_ALL.search(plain) and _REACHED.search(plain):
            if any(mentions(sentence, person.family_name) for person in people):
                continue
            for person in waiting:
                person.put("email", next(iter(addresses)), Reason("shared-address", sentence[:160]))
            return


def named_by_header(sender: Address) -> bool:
    """The display name is a person's, not a body's."""
    bare = strip_titles(sender.name.replace(",", " "))[2]
    return looks_like_name(bare, is_titled=True) and not bodies.starts_as_body(bare)


def has_restricted(person: Proposal) -> bool:
    """Something only some may see was found."""
    return bool(set(person.restricted) & (RESTRICTED | {"health"}))
