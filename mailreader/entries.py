"""Persons in lists and on cards: a name, and after it what he or she does, where, and an address."""

import itertools
import re

from mailreader import bodies
from mailreader.fill import Filler, mode_of, phone_in, role_of
from mailreader.findings import Proposal, Reason
from mailreader.flat import flat, squeeze
from mailreader.headers import EMAIL
from mailreader.intent import tells_a_change
from mailreader.labels import field_of, is_later, is_nothing, stands_for_nobody
from mailreader.names import looks_like_name
from mailreader.restricted import restricted_in
from mailreader.titles import strip_titles
from mailreader.unnamed import open_notes, unnamed_in

ITEM = re.compile(
    r"^(\s*)(?:\(?\d{1,2}\s?[.)°º/:]{1,2}\s?[-–—]?|\(?[a-h]\)|[a-h]\.|\(?(?:i{1,3}|iv|vi{0,3}|ix|x)[.)]|\d{1,2}\s?[-–]|"
    r"[-•*–—·▪◦●○‣∙o])[\s\u00a0]+(\S.*)$"
)
_MOST = 150  # a delegation is smaller
_BRACKETS = re.compile(r"\(([^()]{1,150})\)|\[([^\[\]]{1,150})\]")
CUTS = re.compile(r"\s*(?:[,;|\t]|\s[-–—]+\s|\s?[–—]\s|:\s|/\s|\s//\s)\s*")
_ARTICLE = re.compile(r"^(?:le|la|les|the|el|los|las)\s+|^l['’]", re.IGNORECASE)
# What is left of "…, she will come" is no function.
_PRONOUNS = re.compile(r"(?:she|he|they|elles?|ils?|ell[ao]s?|el|who|qui|quien|i|je|yo)$")
# Nor is "…, at the June workshop".
_MEETING = re.compile(
    r"(?:at|to|for|during|in|a|au|aux|lors|pour|al|en|durante|para) .{0,30}\b(?:workshop|meeting|event|"
    r"conference|course|"
    r"session|atelier|reunion|dialogue|cours|taller|evento|curso|conferencia)\b"
)
_MYSELF = re.compile(
    r"^(?:myself|me|moi(?:-meme)?|yo(?: mism[oa])?|(?:el|la|quien) suscri(?:t[oa]|be)|l[ea] soussignee?|"
    r"(?:the )?undersigned|signatory|signataire|firmante)$"
)
# "(correspondence through the undersigned, please)" says nothing of the person.
_REACHED = re.compile(
    r"\b(?:correspond\w*|undersigned|soussignee?|suscrit[oa]|c/o|by way of|through|a l'attention|via|"
    r"(?:(?:pas|sans|no|sin|without) (?:d'|an? )?)?(?:adresse|address|direccion|e-?mail|courriel|correo)|"
    r"par l'intermediaire|por intermedio|por conducto|copie|copy|copia|write|ecrire|escribir|reply|repondre|"
    r"responder)\b"
)
_GREETING = re.compile(
    r"^\W*(?:dear|cher|chere|chers|estimad[oa]s?|hello|hi|bonjour|buenos|buenas|good (?:morning|day)|attn|attention|"
    r"a l'attention|to)\b"
)
INTRODUCES = re.compile(
    r"\b(?:participa\w*|deleg\w*|representa\w*|represent\w*|nomin\w*|inscri\w*|regist\w*|person\w*|candida\w*|"
    r"attend\w*|assist\w*|collegues?|"
    r"colleagues?|colegas?|members?|membres?|miembros?|suivante?s|following|siguientes?|staff|officials?|experts?|"
    r"team|equipe|equipo|design\w*|teilnehm\w*|anmeld\w*|melde\w*|vertret\w*)\b"
)


def parse_entry(
    text: str, filler: Filler, source: Reason, before: list[Proposal], *, is_announced: bool = False
) -> Proposal | None:
    """One person from a line such as "Mme X, Directrice, Agence Y – x@y"; None if it is no person."""
    if _GREETING.match(flat(text)) or len(text) > 700:
        return None
    proposal = Proposal(source=source)
    rest = _take_address(text, proposal, filler, source)
    rest = _take_brackets(rest, proposal, filler, source)
    segments = [part.strip(" –—-") for part in pieces_of(squeeze(rest)) if re.search(r"[^\W_]", part)]
    # A note in brackets that nobody understood is no fact by itself.
    segments = [part for part in segments if not _BRACKETS.fullmatch(part)]
    segments = _rejoined(segments)
    place = _name_place(segments, proposal, is_known=bool(proposal.email) or is_announced)
    if place is None:
        return None
    name, skip = _name_text(segments, place)
    honorific, title, bare = strip_titles(name)
    filler.name(proposal, name, source)
    # "Replaced by: Ms X" tells what the mail wants, not what she does.
    lead = [part for part in segments[:place] if bodies.is_function(part) or not tells_a_change(part)]
    others = lead + segments[place + skip :]
    for segment in others:
        _segment(segment, proposal, filler, source, before)
    has_mark = (
        honorific
        or title
        or proposal.title
        or proposal.email
        or any(sign.isupper() for sign in bare[1:] if bare.isupper())
    )
    if not (has_mark or is_announced or (proposal.function and len(segments) > 1)):
        return None
    return proposal if proposal.family_name or proposal.given_name else None


def pieces_of(text: str) -> list[str]:
    """What stands between commas and dashes; what is in brackets stays together."""
    masked = _BRACKETS.sub(lambda found: f"({'x' * (len(found[0]) - 2)})", text)
    cuts = [(0, 0), *(cut.span() for cut in CUTS.finditer(masked)), (len(text), len(text))]
    return [text[end:start] for (_, end), (start, _) in itertools.pairwise(cuts)]


_OF = re.compile(r"(?:de la|de l'|du|des|del|de los|de las|d'|do|da)(?:(?<=')| )")
_OFFICE_OF_STATE = re.compile(r"^(?:vice-?|deputy |state |permanent |under-?)?(?:minist|secretar|viceminist)")
_ENUMERATION = re.compile(r"[A-ZÀ-Þ][\w'’-]+(?: [\w'’-]+){0,3} (?:and|et|y|e) (?!the |its )[\w'’-]+")


def _rejoined(segments: list[str]) -> list[str]:
    """ "Ministre de l'Habitat, de l'Urbanisme et de la Ville": a comma within one office cuts nothing off."""
    kept: list[str] = []
    for segment in segments:
        before = flat(kept[-1]) if len(kept) > 1 else ""
        is_of_both = bool(_OF.match(flat(segment)) and segment[:1].islower() and re.search(f" {_OF.pattern}", before))
        is_list = bool(_OFFICE_OF_STATE.match(before) and _ENUMERATION.fullmatch(segment)) and not (
            bodies.is_function(segment) or bodies.starts_as_body(segment)
        )
        if before and bodies.is_function(kept[-1]) and (is_of_both or is_list):
            kept[-1] += f", {segment}"
        else:
            kept.append(segment)
    return kept


def _take_address(text: str, proposal: Proposal, filler: Filler, source: Reason) -> str:
    found = EMAIL.search(text)
    if found:
        filler.fill(proposal, "email", found[0], source)
        labelled = (
            r"(?:(?:e-?mail|courriel|correo(?: electr[oó]nico)?|mél|mail|adresse(?: électronique)?|mailto)\s*:?\s*)?"
            + re.escape(found[0])
        )
        # In brackets of its own these go too; "(online, x@y)" keeps them for what else they say.
        text = re.sub(rf"[<(\[]+\s*{labelled}\s*[>)\]]*|{labelled}>?", " , ", text, flags=re.IGNORECASE)
        text = EMAIL.sub(" ", text)
    if phone := phone_in(text):
        filler.fill(proposal, "phone", phone, source)
        text = (
            re.sub(
                r"(?:(?:t[ée]l(?:[ée]phone|\.)?|phone|mobile|tel[ée]fono|m[óo]vil|portable|cell)\s*[.:]*\s*)?"
                + re.escape(phone),
                " ",
                text,
                flags=re.IGNORECASE,
            )
            if phone in text
            else text
        )
    return text


def _take_brackets(text: str, proposal: Proposal, filler: Filler, source: Reason) -> str:
    """Notes in brackets that say how, whence or in what role; others stay where they are."""

    def take(found: re.Match[str]) -> str:
        note = found[1] or found[2]
        pieces = re.split(r"\s*[;/]\s*", note)
        if _take_title(pieces[0], proposal, source):
            filler.fill(proposal, "remarks", "; ".join(pieces[1:]), source)
            return " "
        proposal.is_sender = proposal.is_sender or bool(_MYSELF.match(flat(note).strip(" .")))
        needs = [(name, value) for piece in pieces for name, value in restricted_in(piece).items()]
        if needs:
            for name, value in needs:
                filler.fill(proposal, name, value, source)
            filler.fill(proposal, "mode", " ".join(piece for piece in pieces if not restricted_in(piece)), source)
        elif is_later(note) or is_nothing(note) or _MYSELF.match(flat(note).strip(" .")):
            return " "
        elif mode_of(note):
            filler.fill(proposal, "mode", note, source)
        elif role_of(note):
            filler.fill(proposal, "role", note, source)
        elif code := bodies.placed(f"x ({note})", filler.countries)[1]:
            proposal.put("country", code, source)
        else:
            # "Mr X (Head, Data Unit)": facts like those between commas.
            head, comma, tail = note.partition(",")
            if head[:1].islower() and _REACHED.search(flat(note)) and not bodies.begins_as_function(head):
                return " "
            # "(Board member, x@y)": behind the comma stood the address.
            is_fact = bodies.is_function(head) or bodies.starts_as_body(head) or not tail.strip(" ,")
            return f", {note}, " if comma and is_fact else found[0]
        return " "

    return _BRACKETS.sub(take, text)


def _take_title(note: str, proposal: Proposal, source: Reason) -> bool:
    """ "OKELLO Peter (Mr)": the title behind the name; "(Ms, online)" says more."""
    honorific, title, rest = strip_titles(note.partition(",")[0])
    if rest or not (honorific or title):
        return False
    proposal.put("honorific", honorific, source)
    proposal.put("title", title, source)
    return True


def _name_place(segments: list[str], proposal: Proposal, *, is_known: bool) -> int | None:
    """Which segment is the name: the first that begins with a title, else the first of all if it looks like one."""
    for number, segment in enumerate(segments[:4]):
        honorific, title, rest = strip_titles(_BRACKETS.sub(" ", segment))
        is_name = looks_like_name(rest, is_titled=True) and not stands_for_nobody(rest)
        if (honorific or title) and is_name and not bodies.is_function(rest):
            return number
    if not segments or stands_for_nobody(segments[0]):
        return None
    first = _BRACKETS.sub(" ", segments[0]).strip()
    is_only_name = bool(proposal.title) or first.lower() == proposal.email.partition("@")[0]
    if (
        looks_like_name(first, is_titled=is_only_name)
        and not bodies.is_function(first)
        and not bodies.starts_as_body(first)
    ):
        return 0
    is_short = is_known and looks_like_name(first, is_titled=True) and len(segments) > 1
    return 0 if is_short and first.isupper() and looks_like_name(segments[1], is_titled=True) else None


def _name_text(segments: list[str], place: int) -> tuple[str, int]:
    """The name, and how many segments it takes: "DUPONT, Marie" takes two."""
    name = segments[place]
    after = segments[place + 1] if place + 1 < len(segments) else ""
    family = strip_titles(name)[2]
    is_given = looks_like_name(after, is_titled=True) and not after.isupper() and len(after.split()) < 3
    is_fact = bodies.is_function(after) or bodies.starts_as_body(after)
    if family.isupper() and len(family) > 2 and is_given and not is_fact:
        return f"{name}, {after}", 2
    return name, 1


def _segment(segment: str, proposal: Proposal, filler: Filler, source: Reason, before: list[Proposal]) -> None:
    """One fact about the person, by what it looks like; what looks like nothing is the function, then the body."""
    plain = flat(segment).strip(" .")
    if not plain or _PRONOUNS.match(plain) or _MEETING.match(plain) or is_later(segment) or is_nothing(segment):
        return
    if bodies.is_same_body(segment):
        if before:
            proposal.put("organisation", before[-1].organisation, Reason("same-as-before", segment))
            proposal.reasons.setdefault("organisation", Reason("same-as-before", segment))
    elif needs := restricted_in(segment):
        for name, value in needs.items():
            filler.fill(proposal, name, value, source)
    elif name := _plain_kind(segment, plain, filler):
        filler.fill(proposal, name, segment, source)
    elif not field_of(segment):  # a label, whose value is the next segment or was taken
        _function_or_body(segment, proposal, filler, source)


def _plain_kind(segment: str, plain: str, filler: Filler) -> str:
    """The field of a segment that says one thing only: a role, online or not, a country."""
    if role_of(segment) in ("head_of_delegation", "alternate", "observer", "delegate", "speaker"):
        return "role"
    if mode_of(segment) and len(plain) < 50:
        return "mode"
    return "country" if bodies.country_of(segment, filler.countries) else ""


def _function_or_body(segment: str, proposal: Proposal, filler: Filler, source: Reason) -> None:
    words = len(proposal.function.split())
    bare = _ARTICLE.sub("", segment)
    segment = bare if bare != segment and bodies.is_function(bare) else segment
    if bodies.is_function(segment) and not proposal.function:
        function, body = bodies.split_function(segment)
        filler.fill(proposal, "function", function, source)
        filler.fill(proposal, "organisation", body, source)
    elif bodies.starts_as_body(segment) or (words > 1 and not proposal.organisation and not bodies.is_function(bare)):
        filler.fill(proposal, "organisation", segment, source)
    elif not proposal.function:
        filler.fill(proposal, "function", segment, source)
    elif words == 1 and not proposal.organisation and (parts := bodies.body_behind(segment)):
        proposal.function = f"{proposal.function}, {parts[0]}"
        filler.fill(proposal, "organisation", parts[1], source)
    elif words == 1 and not proposal.organisation:
        proposal.function = f"{proposal.function}, {squeeze(segment)}"  # "Director, Urban Services"


def join_lines(lines: list[str]) -> str:
    """Lines of one entry: a wrapped sentence goes on, a new fact is cut off."""
    text = lines[0].strip()
    for earlier, line in itertools.pairwise(lines):
        bare = line.strip()
        goes_on = (
            bare[:1].islower() or bare[:1] in "(–—-,;&" or earlier.rstrip()[-1:] in ",;:–—-&(" or len(earlier) > 66
        )
        text += f" {bare}" if goes_on and not EMAIL.match(bare) else f", {bare}"
    return text


def items_in(lines: list[str]) -> list[tuple[list[int], str, str]]:
    """The items of lists: the numbers of their lines, their text, and the line that announces the list."""
    found: list[tuple[list[int], str, str]] = []
    number, announced = 0, ""
    while number < len(lines):
        item = ITEM.match(lines[number])
        if not item:
            if lines[number].strip():
                announced = (
                    lines[number] if not announced or not lines[number - 1].strip() else f"{announced} {lines[number]}"
                )
            number += 1
            continue
        taken, texts = [number], [item[2]]
        following = number + 1
        while following < len(lines) and lines[following].strip() and not _is_next(lines, number, following):
            if lines[following - 1].rstrip().endswith((":", "：")) and can_head(lines[following]):
                break  # the item only announces those who stand below it
            is_inside = lines[following][:1].isspace() or len(lines[following - 1]) > 55 or len(taken) < 5
            if not is_inside:
                break
            taken.append(following)
            texts.append(lines[following])
            following += 1
        found.append((taken, join_lines(texts), announced))
        number = following
    return found


def _is_next(lines: list[str], number: int, following: int) -> bool:
    """The next item begins here; a dash within a numbered item only goes on."""
    item = ITEM.match(lines[following])
    is_numbered = lines[number].strip()[:1] not in "-•*–—·▪◦●○‣∙o"
    is_dash = lines[following].strip()[:1] in "-•*–—·▪◦●○‣∙o"
    return bool(item) and not (is_numbered and is_dash)


def _writer_in(item: str, filler: Filler, source: Reason, before: list[Proposal]) -> Proposal | None:
    """ "The undersigned, Protocol Officer": the writer, whose name stands below or in the header."""
    head, *others = [part.strip(" .") for part in pieces_of(squeeze(item))] or [""]
    if not _MYSELF.match(flat(head)):
        return None
    writer = Proposal(source=source, is_sender=True)
    for segment in others:
        _segment(segment, writer, filler, source, before)
    return writer


def people_in_lists(text: str, filler: Filler, used: set[int]) -> tuple[list[Proposal], set[int]]:
    """The persons of numbered and dotted lists."""
    lines = text.split("\n")
    found: list[Proposal] = []
    taken: set[int] = set()
    for number, (places, item, announced) in enumerate(items_in(lines)[:_MOST], 1):
        if used & set(places) or "?" in item or " | " in item:
            continue
        is_announced = bool(INTRODUCES.search(flat(announced))) and announced.rstrip().endswith((":", "："))
        source = Reason("item", str(number))
        proposal = parse_entry(item, filler, source, found, is_announced=is_announced)
        if proposal is None and (is_announced or found):
            proposal = _writer_in(item, filler, source, found) or unnamed_in(
                pieces_of(open_notes(squeeze(item))), filler, source
            )
        if proposal is not None:
            found.append(proposal)
            taken |= set(places)
    return found, taken


def can_head(line: str) -> bool:
    """The line begins with a name."""
    head = CUTS.split(re.sub(r"\S+@\S+", "", line).strip())[0]
    honorific, title, rest = strip_titles(_BRACKETS.sub(" ", head))
    is_titled = bool(honorific or title)
    return (
        looks_like_name(rest, is_titled=is_titled) and not bodies.is_function(rest) and not bodies.starts_as_body(rest)
    )
