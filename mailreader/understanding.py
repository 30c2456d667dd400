"""Facts to proposals: what a mail wants, from whom, for which event. It proposes; staff decide."""

from dataclasses import replace
from typing import NamedTuple

from filereader.texts import bounded
from lexicon import phrases
from lexicon.languages import language_of
from lexicon.matcher import EMAIL
from lexicon.names import mentions
from lexicon.reasons import Reason
from mailreader import finishing, machine, people, wishes
from mailreader.belonging import belonging_of
from mailreader.changes import answers_between, changes_of
from mailreader.context import Context
from mailreader.decide import Case, choose
from mailreader.facts import COMPLAINED, Address, Attachment, Body, Forwarded, Mail
from mailreader.fields import Filler
from mailreader.findings import EventFacts, Proposal, RegistrationFacts, Understanding
from mailreader.focal import focal_point_of
from mailreader.junk import is_bill, spam_reason
from mailreader.limits import MOST_PROPOSALS, UNDERSTOOD_TEXT
from mailreader.meeting import are_several, event_of
from mailreader.quote_marks import FORWARD_SUBJECT, REPLY_SUBJECT
from mailreader.targets import name_targets, registered_in
from mailreader.threads import find_invited, find_thread
from mailreader.wants import Wants, asks_for_self, comes_instead, wants_of
from mailreader.writer import named_by_header, read_signature, signer, with_signature

_PEOPLE = {"registration_request", "substitution", "nomination_attached", "duplicate"}
# With more words of his own somebody who passes on a message has something to say.
_LONG_TEXT = 200


def understand(mail: Mail, context: Context) -> Understanding:
    """What the mail means. Raises nothing: what cannot be understood is put before staff as it is."""
    try:
        with phrases.silent(name for event in context.events for name in event.names):
            return _understand(mail, context)
    except Exception as error:  # noqa: BLE001  # a mail nobody foresaw is put before staff, never lost
        result = Understanding(problems=(*mail.problems, f"not-understood: {type(error).__name__}"))
        result.reply_to = (mail.reply_to or mail.sender).email
        return result


def _understand(mail: Mail, context: Context) -> Understanding:
    result = Understanding(
        problems=mail.problems,
        thread=find_thread(mail, context) or find_invited(mail, context),
        requester=mail.sender,
        reply_to=(mail.reply_to or mail.sender).email,
        instead_of_from=_instead_of_from(mail),
    )
    if mail.message_id and context.was_received(mail.message_id):
        result.flag("received_before")
    known = _by_calendar(mail, result) or machine.known_machine(
        mail, context.own_addresses, is_known=result.thread is not None
    )
    if known is not None:
        _file_machine(mail, known, result, context)
    else:
        _read(mail, result, context)
    return result


def _instead_of_from(mail: Mail) -> dict[str, str]:
    """Which addresses Sender and Return-Path have, where From has none."""
    if EMAIL.search(mail.header("from")):
        return {}
    found = {name: EMAIL.search(mail.header(name)) for name in ("Sender", "Return-Path")}
    return {name: address[0].lower() for name, address in found.items() if address}


def _registration_of(result: Understanding, context: Context) -> RegistrationFacts | None:
    reference = result.thread.registration if result.thread else ""
    return context.registration(reference) if reference else None


# A machine's mail: it is filed and never answered; what it tells is kept. --------------------------------------------


def _by_calendar(mail: Mail, result: Understanding) -> machine.Machine | None:
    """What a calendar answers: whether somebody comes, or another time, on which people decide."""
    calendar = mail.calendar
    if calendar is None or calendar.method not in ("REPLY", "COUNTER"):
        return None
    if calendar.method == "COUNTER":
        return machine.Machine("needs_review", Reason("counter", calendar.when), is_automatic=False)
    result.calendar = calendar
    return machine.Machine("update", Reason("calendar", calendar.answer))


def _file_machine(mail: Mail, known: machine.Machine, result: Understanding, context: Context) -> None:
    """What it tells, to which registration and event it belongs, and its language."""
    result.classification, result.classification_reason, result.is_automatic = known
    result.auto_reply_reason = known.reason
    if known.classification.startswith("bounce") or known.reason.detail == COMPLAINED:
        result.bounce = mail.report
    if known.classification == "auto_reply":
        result.absence = machine.absence_of(mail)
        for sentence in wants_of(f"{mail.subject}\n\n{mail.body.own}").sentences:
            wishes.keep_apart(sentence, result)  # why somebody is away
        if machine.held_by_filter(mail):
            result.flag("held_by_filter")
    if known.classification == "bulk" and spam_reason(mail, is_known=False):
        result.classification = "spam"
    registration = _registration_of(result, context)
    if result.calendar is not None and result.calendar.answer == "declined" and registration is not None:
        # A calendar cancels nothing; staff are asked whether it is meant so.
        is_own = registration.is_living and registration.email == result.calendar.attendee
        result.targets = (registration.reference,) if is_own else ()
    if registration is not None:
        result.event, result.event_reason = registration.event, Reason("thread", registration.reference)
    result.language, result.language_reason = language_of(f"{mail.body.own}\n{mail.body.signature}")
    result.reply_language = _reply_language(result, registration, context)


def _reply_language(result: Understanding, registration: RegistrationFacts | None, context: Context) -> str:
    """The language of the message; the one stored; the event's first. One in which we write, in any case."""
    event = next((event for event in context.events if event.key == result.event), None)
    wished = [result.language, registration.language if registration else "", *(event.languages if event else ())]
    return next((code for code in [*wished, *context.languages] if code in context.languages), "")


# A person's mail. -----------------------------------------------------------------------------------------------------


class Letter(NamedTuple):
    """One message of a mail: who wrote it, about what, what he or she wrote, and the files that belong to it."""

    sender: Address
    subject: str
    body: Body
    files: tuple[Attachment, ...]

    @property
    def text(self) -> str:
        """The own words, without rows of tables, which are read as tables."""
        return people.without_rows(self.body.own)


def _read(mail: Mail, result: Understanding, context: Context) -> None:
    """Step by step; each step sees what the earlier ones found."""
    letters = _letters(mail, result, context)
    first = letters[0]
    registration = _registration_of(result, context)
    result.language, result.language_reason = _language(mail, first, registration)
    wants = wants_of(_asked(first, result))
    if _is_junk(mail, wants, result, context):
        return
    event = _event(mail, letters, registration, result, context)
    filler = Filler(context.countries, result.language)
    found = _people(letters, wants, filler, result, context)
    # Only what answers us is written between lines of ours.
    answers = answers_between(mail.text) if result.thread is not None else []
    known = registration or _registered(first.sender, event, result, context)
    finishing.recognise(found.all, result.event, context)
    own = {row.reference for row in context.registrations_of(result.reply_to)}
    case = Case(
        wants=wants,
        people=found.body,
        in_files=found.files,
        files=first.files,
        known=known,
        is_answer=result.thread is not None,
        existing=sum(_is_double(one, own, result) for one in found.all),
        answers=answers,
        is_bill=is_bill(first.text),
        is_somebody_named=known is None and bool(registered_in(wants.cancel, result, context)),
    )
    result.classification, result.classification_reason = choose(case)
    if wants.asks_besides and result.classification != "question":
        result.flag("has_question")
    if event is not None and event.is_past:
        result.flag("event_is_over")
    result.proposals = _proposed(found, own, wants, known, result, context)
    if result.classification == "update":
        result.changes = _changes(found.body, case, filler, result)
    _say_the_rest(mail, first, wants, event, filler, result, context, found.other_writers)
    result.reply_language = _reply_language(result, known, context)
    _may_answer(mail, result, context)


def _is_ours(email: str, context: Context) -> bool:
    return email in context.own_addresses or context.is_staff(email)


def _letters(mail: Mail, result: Understanding, context: Context) -> list[Letter]:
    """The messages to understand; first what counts: what is passed on, unless who passes it on has more to say."""
    answer = mail.reply_to or mail.sender
    own = Letter(Address(answer.name or mail.sender.name, answer.email), mail.subject, mail.body, mail.attachments)
    # Not what a colleague or we ourselves wrote.
    blocks = [one for one in mail.body.forwarded if not _is_ours(one.sender.email, context)]
    if not blocks:
        result.requester = own.sender
        return [_bounded(own)]
    first, *others = [Letter(_writer_of(one), one.subject, one.body, one.attachments) for one in blocks]
    files = (*mail.attachments, *first.files)
    is_ours = _is_ours(mail.sender.email, context)
    if not is_ours and not FORWARD_SUBJECT.match(mail.subject) and len(mail.body.own) > _LONG_TEXT:
        first = own
    result.is_forwarded, result.forwarded_by, result.requester = True, mail.sender.email, first.sender
    if not is_ours:
        result.flag("forwarded_by_stranger")
    elif first.sender.email:
        result.reply_to = first.sender.email
        # A name in a body is easily made up: staff accept it before anything goes there.
        result.flag("original_sender_to_accept")
    else:
        result.flag("original_sender_without_address")
    also = _asking_too(own, first, is_ours=is_ours)
    return [_bounded(one) for one in (first._replace(files=files), *others, *also)]


def _asking_too(own: Letter, first: Letter, *, is_ours: bool) -> list[Letter]:
    """The letter of a stranger who passes one on, and asks for a place, too."""
    is_read = is_ours or first.body is own.body
    return [] if is_read or not asks_for_self(wants_of(own.text), has_others=True) else [own._replace(files=())]


def _bounded(letter: Letter) -> Letter:
    """No longer than what is understood."""
    body = with_signature(letter.body, letter.sender)
    own, signature = bounded(body.own, UNDERSTOOD_TEXT), bounded(body.signature, 4000)
    body = replace(body, own=own, signature=signature, forwarded=())
    files = (replace(file, text=bounded(file.text, UNDERSTOOD_TEXT)) for file in letter.files)
    return letter._replace(body=body, files=tuple(files))


def _writer_of(block: Forwarded) -> Address:
    """Who wrote a message that was passed on, and where the answer is wanted."""
    inner = block.reply_to or block.sender
    return Address(inner.name or block.sender.name, inner.email or block.sender.email)


def _language(mail: Mail, letter: Letter, registration: RegistrationFacts | None) -> tuple[str, Reason]:
    """By the text; by what stands around it; else that of the registration."""
    files = "\n".join(file.text[:2000] for file in letter.files)
    around = f"{mail.subject}\n{letter.text}\n{files}"
    stored = (registration.language if registration else "", Reason("stored"))
    found = [language_of(letter.text), language_of(around), stored]
    return next((one for one in found if one[0]), found[0])


def _asked(letter: Letter, result: Understanding) -> str:
    """The own text; with the subject where this begins a conversation."""
    if REPLY_SUBJECT.match(letter.subject) or result.thread is not None:
        return letter.text
    return f"{FORWARD_SUBJECT.sub('', letter.subject, count=1)}\n\n{letter.text}"


def _is_junk(mail: Mail, wants: Wants, result: Understanding, context: Context) -> bool:
    """Junk only where nobody knows the sender and no request stands in it."""
    email = mail.sender.email
    is_known = bool(result.thread or _is_ours(email, context) or context.registrations_of(email))
    reason = spam_reason(mail, is_known=is_known)
    if reason is None:
        return False
    result.auto_reply_reason = reason
    if reason.code != "sells" and wants.strong:
        result.flag("marked_as_spam")  # the server's filter may err: a request is put before staff
        return False
    result.classification, result.classification_reason = "spam", reason
    return True


def _event(
    mail: Mail, letters: list[Letter], registration: RegistrationFacts | None, result: Understanding, context: Context
) -> EventFacts | None:
    """By the thread; unless the text names another event by its code or days."""
    first, *others = letters
    subject = mail.subject if not REPLY_SUBJECT.match(mail.subject) else ""
    said = f"{subject}\n{first.text}"
    files = [f"{file.filename}\n{file.text[:3000]}" for file in first.files]
    around = "\n".join([said, mail.subject, *files, first.body.signature])
    event, reason = event_of(said, around, context, is_answer=registration is not None)
    if are_several("\n".join([said, *(f"{one.subject}\n{one.body.own}" for one in others)]), context):
        result.flag("several_events")
    if registration is not None and (reason.code not in ("code", "dates") or event == registration.event):
        event, reason = registration.event, Reason("thread", registration.reference)
    elif registration is not None or reason.code == "unlisted":
        result.flag("speaks_of_another_event")
    result.event, result.event_reason = event, reason
    return next((one for one in context.events if one.key == event), None)


def _people(
    letters: list[Letter], wants: Wants, filler: Filler, result: Understanding, context: Context
) -> people.Found:
    """The persons of all messages, each with its own writer."""
    found = _people_of(letters[0], wants, filler, result, context)
    for letter in letters[1:]:
        more = _people_of(letter, wants_of(f"{letter.subject}\n\n{letter.text}"), filler, result, context)
        found.body += [one for one in more.body if one.full_name]
        found.other_writers += [one for one in more.body if one.is_sender]
        found.files += more.files
    found.body = people.merge(found.body)[:MOST_PROPOSALS]
    return found


def _people_of(letter: Letter, wants: Wants, filler: Filler, result: Understanding, context: Context) -> people.Found:
    """The persons of one message; its writer among them where he or she asks for a place."""
    sender, signature = letter.sender, letter.body.signature
    found = people.people_of(letter.body, letter.files, sender, wants, filler)
    asks = ""
    if not _is_ours(sender.email, context):
        is_nobody = bool(found.all) and not (named_by_header(sender) or signer(signature))
        asks = "" if is_nobody else asks_for_self(wants, has_others=bool(found.all))
        asks = asks or next((one for one in wants.substitute if comes_instead(one)), "")
        # A request whose only name is the writer's, and no file that has others.
        is_alone = not (found.all or result.thread or letter.files) and named_by_header(sender)
        if not asks and is_alone and not (wants.question or wants.refusal or wants.cancel):
            asks = next(iter(wants.request), "")
    found.body = people.add_writer(found.body, sender, signature, wants, filler, asks=asks)
    return found


def _registered(
    sender: Address, event: EventFacts | None, result: Understanding, context: Context
) -> RegistrationFacts | None:
    """The writer's own registration for the event; where none is spoken of, the only one."""
    rows = [row for row in context.registrations_of(sender.email) if row.is_living]
    if event is None:
        return rows[0] if len(rows) == 1 and result.event_reason.code != "unlisted" else None
    return next((row for row in rows if row.event == event.key), None)


def _is_double(person: Proposal, own: set[str], result: Understanding) -> bool:
    """Registered already. A double of others is for staff to see; who asks for them is answered as anybody."""
    return person.registration in own or (bool(person.registration) and result.thread is None)


def _proposed(
    found: people.Found, own: set[str], wants: Wants, known: RegistrationFacts | None, result: Understanding,
    context: Context,
) -> list[Proposal]:  # fmt: skip
    """The persons proposed; the registrations that are to end or to change are noted."""
    is_of_people = result.classification in _PEOPLE
    everybody = found.all if is_of_people else []
    name_targets(result, wants, everybody, known, context)
    if result.classification == "substitution":
        everybody = _who_comes(everybody, wants, result, context)
    elif result.classification in ("registration_request", "duplicate"):
        # Who is registered already is not proposed beside those who are new.
        new = [one for one in everybody if one.registration not in own]
        everybody = new if result.classification == "duplicate" else new or everybody
    elif result.classification == "needs_review":
        everybody = [one for one in found.all if people.is_structured(one)]
    for person in everybody:
        person.is_sure = person.is_sure and is_of_people
    return everybody


def _who_comes(everybody: list[Proposal], wants: Wants, result: Understanding, context: Context) -> list[Proposal]:
    """Who is put in somebody's place; a place is kept for one who is still to be named."""
    coming = _coming(everybody, wants, result)
    coming = coming or [Proposal(action="substitute", is_placeholder=True, replaces=result.replaces)]
    # Of several, who is named in a sentence on the replacement.
    told = [one for one in coming if any(mentions(sentence, one.family_name) for sentence in wants.substitute)]
    finishing.inherit(told or coming, context.registration(result.replaces) if result.replaces else None)
    return coming


def _coming(everybody: list[Proposal], wants: Wants, result: Understanding) -> list[Proposal]:
    """Not who goes, nor the writer who only writes about it, unless just his or her own details are filled in."""
    staying = [one for one in everybody if not one.registration or one.registration not in result.targets]
    if any(map(comes_instead, wants.substitute)):
        return staying
    others = [one for one in staying if not one.is_sender]
    # One place: of several named, those of whom it is told how to reach them.
    told = [one for one in others if one.email and len(result.targets) == 1]
    return told or others or [one for one in staying if not one.registration and people.is_structured(one)]


def _say_the_rest(
    mail: Mail, letter: Letter, wants: Wants, event: EventFacts | None, filler: Filler, result: Understanding,
    context: Context, other_writers: list[Proposal],
) -> None:  # fmt: skip
    """Wishes, bodies, countries, categories; what is missing; who answers for the others."""
    signature = letter.body.signature
    signed = read_signature(signature, letter.sender, filler)
    belonging = belonging_of(mail, letter.body.own, letter.sender, signed, letter.files, wants, context.countries)
    result.organisation, result.country = belonging.organisation, belonging.country
    result.category, result.delegation = belonging.category, belonging.delegation
    # Why one stays away is nothing of who comes instead.
    gone = wants.cancel if result.classification == "substitution" else []
    changed = [result.changes] if result.changes else []
    wishes.read_wishes(wants.sentences, result.proposals or changed, result, of_others=gone)
    sender = letter.sender if result.is_forwarded else mail.sender
    finishing.finish(result.proposals, belonging, sender, event, other_writers)
    finishing.agree(result)
    if result.classification in ("registration_request", "nomination_attached"):
        name = "" if named_by_header(letter.sender) else signer(signature)
        is_only_sent = result.classification == "nomination_attached"
        result.focal_point = focal_point_of(letter.sender, name, result.proposals, wants, is_nominating=is_only_sent)


def _changes(found: list[Proposal], case: Case, filler: Filler, result: Understanding) -> Proposal:
    """What is filled in, and what the sentences say: a new function or address, online or not, a wish."""
    person = changes_of(case.wants, case.answers, filler, case.known)
    wishes.read_wishes([answer.value for answer in case.answers], [person], result)
    if any(phrases.has(sentence, "note.confirms") for sentence in case.wants.confirm):
        result.flag("confirms_attendance")
    filled = next(iter(found), None)
    if filled is None or not people.is_structured(filled):
        return person
    filled.fill_from(person)
    return filled


def _may_answer(mail: Mail, result: Understanding, context: Context) -> None:
    """Whether an acknowledgement may go out by itself; and what staff should see of the whole."""
    weak = machine.answer_is_forbidden(mail)
    if weak is None and "marked_as_spam" in result.flags:
        weak = Reason("X-Spam-Flag")
    if weak is None and (not result.reply_to or result.reply_to in context.own_addresses):
        weak = Reason("no-address")
    result.is_auto_reply_allowed, result.auto_reply_reason = weak is None, weak or Reason("person")
    wished = [*result.proposals, *([result.changes] if result.changes else [])]
    if result.restricted_text or any(person.restricted for person in wished):
        result.flag("restricted_data")
    for name, flag in wishes.FLAGS.items():
        if any(getattr(person, name) for person in wished):
            result.flag(flag)
