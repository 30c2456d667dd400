"""Facts to proposals: what a mail wants, from whom, for which event. It proposes; staff decide."""

from dataclasses import replace

from mailreader import finishing, lexicon, machine, people, wishes
from mailreader.belonging import belonging_of
from mailreader.changes import answers_between, changes_of
from mailreader.context import Context
from mailreader.decide import Case, choose
from mailreader.facts import Address, Attachment, Body, Forwarded, Mail
from mailreader.fields import Filler
from mailreader.findings import EventFacts, Proposal, Reason, RegistrationFacts, Understanding
from mailreader.flat import bounded
from mailreader.focal import focal_point_of
from mailreader.headers import EMAIL
from mailreader.junk import spam_reason
from mailreader.languages import language_of
from mailreader.limits import Limits
from mailreader.meeting import another_place, events_spoken_of, find_event, named_elsewhere
from mailreader.names import mentions
from mailreader.quote_marks import FORWARD_SUBJECT, REPLY_SUBJECT
from mailreader.reports import COMPLAINED
from mailreader.targets import name_targets, registered_in
from mailreader.threads import find_invited, find_thread
from mailreader.wants import Wants, asks_for_self, comes_instead, wants_of
from mailreader.writer import copy_missing, named_by_header, read_signature, signer, with_signature

_LIMITS = Limits()
_ABOUT_ONE = {"cancellation", "substitution", "update", "duplicate"}
_PEOPLE = {"registration_request", "substitution", "nomination_attached", "duplicate"}
# Where one's own details stand filled in, rather than below a letter.
_FILLED_IN = ("lines", "row", "column", "item")
_LONG_TEXT = 200


def understand(mail: Mail, context: Context) -> Understanding:
    """What the mail means. Raises nothing: what cannot be understood is put before staff as it is."""
    try:
        with lexicon.silent(context.events):
            return _understand(mail, context)
    except Exception as error:  # noqa: BLE001  # a mail nobody foresaw is put before staff, never lost
        result = Understanding(problems=(*mail.problems, f"not-understood: {type(error).__name__}"))
        result.reply_to = (mail.reply_to or mail.sender).email
        return result


def _understand(mail: Mail, context: Context) -> Understanding:
    result = Understanding(problems=mail.problems, thread=find_thread(mail, context))
    result.instead_of_from = _instead_of_from(mail)
    if mail.message_id and context.was_received(mail.message_id):
        result.flag("received_before")
    if not _by_machine(mail, context, result):
        _Reading(mail, context, result).run()
    return result


def _instead_of_from(mail: Mail) -> dict[str, str]:
    """Which addresses Sender and Return-Path have, where From has none."""
    if EMAIL.search(mail.header("from")):
        return {}
    found = {name: EMAIL.search(mail.header(name)) for name in ("Sender", "Return-Path")}
    return {name: address[0].lower() for name, address in found.items() if address}


def _by_machine(mail: Mail, context: Context, result: Understanding) -> bool:
    """A machine's mail is filed and never answered; what it tells is kept. False for a person's mail."""
    known = _by_calendar(mail, context, result) or machine.known_machine(
        mail, context.own_addresses, is_known=result.thread is not None
    )
    if known is None:
        return False
    result.classification, result.classification_reason = known.classification, known.reason
    result.is_automatic, result.auto_reply_reason = known.is_automatic, known.reason
    result.reply_to = (mail.reply_to or mail.sender).email
    result.requester = mail.sender
    if known.classification.startswith("bounce") or known.reason.detail == COMPLAINED:
        result.bounce = machine.bounce_of(mail)
    if known.classification == "auto_reply":
        result.absence = machine.absence_of(mail)
        for sentence in wants_of(f"{mail.subject}\n\n{mail.body.own}").sentences:
            wishes.keep_apart(sentence, result)  # why somebody is away
        if machine.held_by_filter(mail):
            result.flag("held_by_filter")
    if known.classification == "bulk" and spam_reason(mail, is_known=False):
        result.classification = "spam"
    _file_machine(mail, context, result)
    return True


def _by_calendar(mail: Mail, context: Context, result: Understanding) -> machine.Machine | None:
    """What a calendar answers: whether somebody comes, or another time, on which people decide."""
    calendar = mail.calendar
    if calendar is None or calendar.method not in ("REPLY", "COUNTER"):
        return None
    result.thread = result.thread or find_invited(mail, context)
    if calendar.method == "COUNTER":
        return machine.Machine("needs_review", Reason("counter", calendar.when), is_automatic=False)
    result.calendar = calendar
    return machine.Machine("update", Reason("calendar", calendar.answer))


def _file_machine(mail: Mail, context: Context, result: Understanding) -> None:
    """To which registration and event a machine's mail belongs, and its language."""
    registration = _registration_of(result, context)
    if result.calendar is not None and result.calendar.answer == "declined" and registration is not None:
        # A calendar cancels nothing; staff are asked whether it is meant so.
        is_own = registration.is_living and registration.email == result.calendar.attendee
        result.targets = (registration.reference,) if is_own else ()
    if registration is None and result.bounce is not None:
        rows = [row for row in context.registrations_of(result.bounce.recipient) if row.is_living]
        registration = rows[0] if len(rows) == 1 else None
    if registration is not None:
        result.event, result.event_reason = registration.event, Reason("thread", registration.reference)
    result.language, result.language_reason = language_of(f"{mail.body.own}\n{mail.body.signature}")
    result.reply_language = _reply_language(result, registration, context)


def _registration_of(result: Understanding, context: Context) -> RegistrationFacts | None:
    reference = result.thread.registration if result.thread else ""
    return context.registration(reference) if reference else None


def _reply_language(result: Understanding, registration: RegistrationFacts | None, context: Context) -> str:
    """The language of the message; the one stored; the event's first. One in which we write, in any case."""
    event = next((event for event in context.events if event.key == result.event), None)
    wished = [result.language, registration.language if registration else "", *(event.languages if event else ())]
    return next((code for code in wished if code in context.languages), next(iter(context.languages), ""))


class _Reading:
    """One person's mail while it is understood: the stretch that counts, and what was made of it."""

    def __init__(self, mail: Mail, context: Context, result: Understanding) -> None:
        self.mail, self.context, self.result = mail, context, result
        # The messages passed on that are not a colleague's or ours; first what says something.
        self.blocks = [one for one in mail.body.forwarded if not self._is_ours(one.sender.email)]
        self.block = self.blocks[0] if self.blocks else None
        body, self.sender, files = self._stretch()
        self.body = _cut(with_signature(body, self.sender))
        self.files = tuple(replace(file, text=bounded(file.text, _LIMITS.understood_text)) for file in files)
        self.text = people.without_rows(self.body.own)
        self.registration = _registration_of(result, context)
        self.known: RegistrationFacts | None = self.registration
        self.wants = Wants()
        self.found = people.Found([], [])
        self.asks = ""
        self.event: EventFacts | None = None
        # Only what answers us is written between lines of ours.
        self.answers = answers_between(mail.text) if result.thread is not None else []

    def run(self) -> None:
        """Step by step; each step sees what the earlier ones found."""
        self._who()
        self._which_language()
        if self._is_junk():
            return
        self.wants = wants_of(self._asked_text())
        self._which_event()
        self._which_people()
        self._what_kind()
        if self.event is not None and self.event.is_past:
            self.result.flag("event_is_over")
        self._whom_it_concerns()
        self._who_belongs()
        self._answer()

    def _is_ours(self, email: str) -> bool:
        return email in self.context.own_addresses or self.context.is_staff(email)

    def _stretch(self) -> tuple[Body, Address, tuple[Attachment, ...]]:
        """The body to understand, its writer, and the files that belong to it."""
        mail, block = self.mail, self.block
        answer = mail.reply_to or mail.sender
        writer = Address(answer.name or mail.sender.name, answer.email)
        if block is None:
            return mail.body, writer, mail.attachments
        files = (*mail.attachments, *block.attachments)
        is_ours = self._is_ours(mail.sender.email)
        if not is_ours and not FORWARD_SUBJECT.match(mail.subject) and len(mail.body.own) > _LONG_TEXT:
            return mail.body, writer, files
        if is_ours or not block.is_enclosed or not mail.body.own.strip():
            body = block.body if block.body.own.strip() or block.body.tables else mail.body
            return body, _writer_of(block), files
        return block.body, _writer_of(block), files

    def _who(self) -> None:
        result, mail = self.result, self.mail
        result.is_forwarded = self.block is not None
        result.requester = self.sender
        result.reply_to = (mail.reply_to or mail.sender).email
        if self.block is None:
            return
        result.forwarded_by = mail.sender.email
        if not self._is_ours(mail.sender.email):
            result.flag("forwarded_by_stranger")
        elif self.sender.email:
            result.reply_to = self.sender.email
            # A name in a body is easily made up: staff accept it before anything goes there.
            result.flag("original_sender_to_accept")
        else:
            result.flag("original_sender_without_address")

    def _which_language(self) -> None:
        """By the text; by what stands around it; else that of the registration."""
        result, mail = self.result, self.mail
        files = "\n".join(file.text[:2000] for file in self.files)
        result.language, result.language_reason = language_of(self.text)
        if not result.language:
            more = f"{mail.subject}\n{self.text}\n{self.body.signature}\n{files}"
            result.language, result.language_reason = language_of(more)
        if not result.language and self.registration is not None:
            result.language, result.language_reason = self.registration.language, Reason("stored")

    def _is_junk(self) -> bool:
        """Junk only where nobody knows the sender and no request stands in it."""
        mail, result = self.mail, self.result
        is_known = bool(result.thread) or self._is_ours(mail.sender.email)
        reason = spam_reason(mail, is_known=is_known or bool(self.context.registrations_of(mail.sender.email)))
        if reason is None:
            return False
        result.auto_reply_reason = reason
        if reason.code != "sells" and wants_of(self.text).strong:
            result.flag("marked_as_spam")  # the server's filter may err: a request is put before staff
            return False
        result.classification, result.classification_reason = "spam", reason
        return True

    def _asked_text(self) -> str:
        """The own text; with the subject where this begins a conversation."""
        subject = self.block.subject if self.block is not None else self.mail.subject
        if REPLY_SUBJECT.match(subject) or self.result.thread is not None:
            return self.text
        return f"{FORWARD_SUBJECT.sub('', subject, count=1)}\n\n{self.text}"

    def _which_event(self) -> None:
        """By the thread; unless the text names another event by its code or days."""
        result, context, today = self.result, self.context, self.context.now.date()
        subject = self.mail.subject if not REPLY_SUBJECT.match(self.mail.subject) else ""
        words = f"{subject}\n{self.text}"
        name, reason = find_event(words, context.events, today)
        if reason.code == "dates" and (event := self._facts_of(name)):
            place = another_place(words, event, context.countries, today)
            name, reason = ("", Reason("unlisted", place)) if place else (name, reason)
        more = [f"{one.subject}\n{one.body.own}" for one in self.blocks[1:]]
        if len(events_spoken_of("\n".join([words, *more]), context.events, today)) > 1:
            result.flag("several_events")
        if self.registration is None:
            name, reason = self._event_elsewhere(words, name, reason)
        elif name and name != self.registration.event and reason.code in ("code", "dates"):
            result.flag("speaks_of_another_event")
        else:
            name, reason = self.registration.event, Reason("thread", self.registration.reference)
        if reason.code == "unlisted":
            result.flag("speaks_of_another_event")
        result.event, result.event_reason = name, reason
        self.event = self._facts_of(name)

    def _facts_of(self, name: str) -> EventFacts | None:
        return next((event for event in self.context.events if event.key == name), None)

    def _event_elsewhere(self, words: str, name: str, reason: Reason) -> tuple[str, Reason]:
        """What somebody answers to, or the files, say it where the text does not; a code that is not ours denies it."""
        context = self.context
        if reason.code in ("only-open", "several", "none-open"):
            files = [f"{file.filename}\n{file.text[:3000]}" for file in self.files]
            more = "\n".join([words, self.mail.subject, *files, self.body.signature])
            again, again_reason = find_event(more, context.events, context.now.date())
            name, reason = (again, again_reason) if again or again_reason.code == "unlisted" else (name, reason)
        if reason.code in ("code", "dates", "unlisted"):
            return name, reason
        is_weak = reason.code != "words" or " " not in reason.detail
        code = named_elsewhere(words, context, is_look_enough=is_weak)
        return ("", Reason("unlisted", code)) if code else (name, reason)

    def _which_people(self) -> None:
        mail = self.mail
        names = [mail.subject, mail.sender.name, self.sender.name, *(one.name for one in (*mail.to, *mail.cc))]
        evidence = "\n".join([self.text, self.body.signature, *names, bounded(mail.text, 20_000)])
        self.filler = Filler(self.context.countries, evidence, self.result.language)
        self.found, self.asks = self._people_of(self.body, self.files, self.sender, self.wants)
        for block in self.blocks[1:]:
            # A colleague passes on several mails: each is read, with its own writer.
            body = _cut(block.body)
            wants = wants_of(f"{block.subject}\n\n{people.without_rows(body.own)}")
            more, _asks = self._people_of(body, block.attachments, _writer_of(block), wants)
            self.found.body += [one for one in more.body if one.full_name]
            self.found.files += more.files
        self.found.body = people.merge(self.found.body)[: _LIMITS.proposals]

    def _people_of(
        self, body: Body, files: tuple[Attachment, ...], sender: Address, wants: Wants
    ) -> tuple[people.Found, str]:
        """The persons of one message, and the sentence in which its writer asks for himself."""
        found = people.people_of(replace(body, quoted="", forwarded=()), files, sender, wants, self.filler)
        asks = ""
        if not self._is_ours(sender.email):
            is_nobody = bool(found.all) and not (named_by_header(sender) or signer(body.signature))
            asks = "" if is_nobody else asks_for_self(wants, has_others=bool(found.all))
            asks = asks or next((one for one in wants.substitute if comes_instead(one)), "")
            # A request whose only name is the writer's, and no file that has others.
            is_alone = not (found.all or self.result.thread or self.files) and named_by_header(sender)
            if not asks and is_alone and not (wants.question or wants.refusal or wants.cancel):
                asks = next(iter(wants.request), "")
        found.body = people.add_writer(found.body, sender, body.signature, wants, self.filler, asks=asks)
        return found, asks

    def _what_kind(self) -> None:
        result, context = self.result, self.context
        rows = [row for row in context.registrations_of(self.sender.email) if row.is_living]
        rows = [] if result.event_reason.code == "unlisted" else rows
        own = next((row for row in rows if not result.event or row.event == result.event), None)
        self.known = self.registration or own
        finishing.recognise(self.found.all, result.event, context, result.requester.email)
        case = Case(
            self.wants, self.found.body, self.found.files, self.files, self.known, result.thread is not None,
            bool(self.asks), sum(map(self._is_double, self.found.all)), self.text, self.answers,
            self.known is None and bool(registered_in(self.wants.cancel, self.found.all, result, context)),
        )  # fmt: skip
        result.classification, result.classification_reason = choose(case)
        if self.wants.asks_besides and result.classification != "question":
            result.flag("has_question")
        if not result.event and len(rows) == 1 and result.classification in _ABOUT_ONE:
            result.event, result.event_reason = rows[0].event, Reason("address-known", rows[0].reference)
            self.event = self._facts_of(result.event)

    def _is_double(self, person: Proposal) -> bool:
        """Registered already. A double of others is for staff to see; who asks for them is answered as anybody."""
        is_known = bool(person.registration) and person.reasons["registration"].code == "address-known"
        return person.registration in self._own() or (is_known and self.result.thread is None)

    def _own(self) -> set[str]:
        """References of the registrations of the address that an answer goes to."""
        return {row.reference for row in self.context.registrations_of(self.result.reply_to)}

    def _whom_it_concerns(self) -> None:
        """The persons proposed, and the registrations that are to end or to change."""
        result = self.result
        is_of_people = result.classification in _PEOPLE
        everybody = self.found.all if is_of_people else []
        name_targets(result, self.wants, everybody, self.known, self.context)
        if result.classification == "substitution":
            everybody = self._who_comes(everybody)
        elif result.classification == "registration_request":
            everybody = self._who_is_new(everybody)
        elif result.classification == "duplicate":
            everybody = [one for one in everybody if one.registration not in self._own()]
        elif result.classification == "needs_review":
            everybody = [one for one in self.found.all if people.is_structured(one)]
        asks = bool(self.wants.strong or self.wants.request)
        for person in everybody:
            person.is_sure = person.is_sure and is_of_people and (asks or not person.is_placeholder)
        result.proposals = everybody

    def _who_is_new(self, everybody: list[Proposal]) -> list[Proposal]:
        """Who writes, is registered already and only says so again is not proposed beside those who are new."""
        own = self._own()
        new = [one for one in everybody if one.registration not in own]
        if new:
            self.result.targets = tuple(one.registration for one in everybody if one.registration in own)
        return new or everybody

    def _who_comes(self, everybody: list[Proposal]) -> list[Proposal]:
        """Who is put in somebody's place; a place is kept for one who is still to be named."""
        result, sentences = self.result, self.wants.substitute
        coming = self._coming(everybody)
        coming = coming or [Proposal(action="substitute", is_placeholder=True, replaces=result.replaces)]
        # Of several, who is named in a sentence on the replacement.
        told = [one for one in coming if any(mentions(sentence, one.family_name) for sentence in sentences)]
        finishing.inherit(told or coming, self.context.registration(result.replaces) if result.replaces else None)
        return coming

    def _coming(self, everybody: list[Proposal]) -> list[Proposal]:
        """Not who goes, nor the writer who only writes about it, unless just his or her own details are filled in."""
        staying = [one for one in everybody if not one.registration or one.registration not in self.result.targets]
        if any(map(comes_instead, self.wants.substitute)):
            return staying
        others = [one for one in staying if not one.is_sender]
        # One place: of several named, those of whom it is told how to reach them.
        told = [one for one in others if one.email and len(self.result.targets) == 1]
        return told or others or [one for one in staying if not one.registration and one.source.code in _FILLED_IN]

    def _who_belongs(self) -> None:
        """Bodies, countries, categories, wishes; what is missing; who answers for the others."""
        result, mail, everybody = self.result, self.mail, self.result.proposals
        signed = read_signature(self.body.signature, self.sender, self.filler)
        belonging = belonging_of(
            mail, self.body.own, self.sender, signed, self.files, self.wants, self.context.countries
        )
        result.organisation, result.country = belonging.organisation, belonging.country
        result.category, result.delegation = belonging.category, belonging.delegation
        self._wishes()
        finishing.finish(everybody, belonging, mail.sender if not self.block else self.sender, self.event)
        finishing.agree(result)
        if result.classification in ("registration_request", "nomination_attached"):
            name = "" if named_by_header(self.sender) else signer(self.body.signature)
            is_only_sent = result.classification == "nomination_attached"
            result.focal_point = focal_point_of(
                self.sender, name, everybody, self.wants, self.filler, is_nominating=is_only_sent
            )

    def _wishes(self) -> None:
        """What is wished for the persons proposed, or of a change."""
        result = self.result
        is_update = result.classification == "update"
        changed = self.found.body if is_update else []
        # Why one stays away is nothing of who comes instead.
        gone = self.wants.cancel if result.classification == "substitution" else []
        wishes.read_wishes(self.wants.sentences, result.proposals or changed, result, of_others=gone)
        if is_update:
            result.changes = self._changes(next(iter(changed), None))
            if any(lexicon.has(sentence, "note.confirms") for sentence in self.wants.confirm):
                result.flag("confirms_attendance")

    def _changes(self, filled: Proposal | None) -> Proposal:
        """What is filled in, and what the sentences say: a new function or address, online or not, a wish."""
        person = changes_of(self.wants, self.answers, self.sender.email, self.filler, self.known)
        wishes.read_wishes(self.wants.sentences, [person], Understanding())
        wishes.read_wishes([answer.value for answer in self.answers], [person], self.result)
        for name, flag in wishes.FLAGS.items():
            if getattr(person, name) and flag != "possible_speaker":
                self.result.flag(flag)
        if filled is None or (filled.is_sender and filled.source.code in ("sentence", "sender")):
            return person  # who only says that he or she comes has filled in nothing
        copy_missing(filled, person)
        return filled

    def _answer(self) -> None:
        """Whether an acknowledgement may go out by itself, and in which language."""
        result, mail = self.result, self.mail
        result.reply_language = _reply_language(result, self.known, self.context)
        weak = machine.answer_is_forbidden(mail)
        if weak is not None:
            result.auto_reply_reason = weak
        elif "marked_as_spam" in result.flags:
            result.auto_reply_reason = Reason("X-Spam-Flag")
        elif not result.reply_to or result.reply_to in self.context.own_addresses:
            result.auto_reply_reason = Reason("no-address")
        else:
            result.is_auto_reply_allowed, result.auto_reply_reason = True, Reason("person")
        people = [*result.proposals, *([result.changes] if result.changes else [])]
        if result.restricted_text or any(person.restricted for person in people):
            result.flag("restricted_data")
        for name, flag in wishes.FLAGS.items():
            if any(getattr(person, name) for person in result.proposals):
                result.flag(flag)


def _cut(body: Body) -> Body:
    """No longer than what is understood."""
    return replace(body, own=bounded(body.own, _LIMITS.understood_text), signature=bounded(body.signature, 4000))


def _writer_of(block: Forwarded) -> Address:
    """Who wrote a message that was passed on, and where the answer is wanted."""
    inner = block.reply_to or block.sender
    return Address(inner.name or block.sender.name, inner.email or block.sender.email)
