"""Facts to proposals: what a mail wants, from whom, for which event. It proposes; staff decide."""

from dataclasses import replace

from mailreader import finishing, machine, notes, people, prose
from mailreader.automatic import by_machine, registration_of, reply_language
from mailreader.belonging import Belonging, belonging_of
from mailreader.blocks import FORWARD_SUBJECT, REPLY_SUBJECT
from mailreader.changes import answers_between, changes_of
from mailreader.classify import Case, choose, comes_instead
from mailreader.context import Context
from mailreader.facts import Address, Attachment, Body, Forwarded, Mail
from mailreader.fill import Filler
from mailreader.findings import EventFacts, Proposal, Reason, Understanding
from mailreader.flat import bounded, flat
from mailreader.focal import focal_point_of
from mailreader.intent import Intent, intent_of
from mailreader.languages import language_of, language_tag
from mailreader.limits import Limits
from mailreader.meeting import coded_events, dated_events, find_event, is_another, named_elsewhere
from mailreader.replacing import who_comes
from mailreader.selling import spam_reason
from mailreader.signatures import read_signature, signer
from mailreader.staying import without_staying
from mailreader.steps import propose_steps
from mailreader.targets import name_targets
from mailreader.threads import find_thread, suggest_thread
from mailreader.writer import better_spelling, copy_missing

_LIMITS = Limits()
_ABOUT_ONE = {"cancellation", "substitution", "update", "duplicate"}
_PEOPLE = {"registration_request", "substitution", "nomination_attached", "duplicate"}


def understand(mail: Mail, context: Context) -> Understanding:
    """What the mail means. Raises nothing: what cannot be understood is put before staff as it is."""
    try:
        return _understand(mail, context)
    except Exception as error:  # noqa: BLE001  # a mail nobody foresaw is put before staff, never lost
        result = Understanding(problems=(*mail.problems, f"not-understood: {type(error).__name__}"))
        result.reply_to = (mail.reply_to or mail.sender).email
        return result


def _understand(mail: Mail, context: Context) -> Understanding:
    result = Understanding(problems=mail.problems, thread=find_thread(mail, context))
    if mail.message_id and context.was_received(mail.message_id):
        result.flag("received_before")
    known = by_machine(mail, context, result)
    if known is None:
        _Reading(mail, context, result).run()
    propose_steps(result)
    return result


class _Reading:
    """One person's mail while it is understood: the stretch that counts, and what was made of it."""

    def __init__(self, mail: Mail, context: Context, result: Understanding) -> None:
        self.mail, self.context, self.result = mail, context, result
        self.block = self._forwarded_block()
        body, self.sender, files = self._stretch()
        length = _LIMITS.understood_text
        self.body = replace(body, own=bounded(body.own, length), signature=bounded(body.signature, 4000))
        self.files = tuple(replace(file, text=bounded(file.text, length)) for file in files)
        self.text = people.without_rows(self.body.own)
        self.registration = registration_of(result, context)
        self.intent = Intent()
        self.found = people.Found([], [])
        # Only what answers us is written between lines of ours.
        self.answers = answers_between(mail.text) if result.thread is not None else []

    def run(self) -> None:
        """Step by step; each step sees what the earlier ones found."""
        self._who()
        self._which_language()
        if self._is_junk():
            return
        self.intent = intent_of(self._asked_text())
        self._which_event()
        self._which_people()
        self._what_kind()
        if self.event is not None and self.event.is_past:
            self.result.flag("event_is_over")
        self._who_belongs()
        self._answer()

    def _forwarded_block(self) -> Forwarded | None:
        """The first message passed on that is not a colleague's or ours."""
        for block in self.mail.body.forwarded:
            found: Forwarded | None = block
            while found is not None and self._is_ours(found.sender.email):
                found = next(iter(found.body.forwarded), None)
            if found is not None:
                return found
        return None

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
        if (
            not self._is_ours(mail.sender.email)
            and not FORWARD_SUBJECT.match(mail.subject)
            and len(mail.body.own) > 200
        ):
            return mail.body, writer, files
        if self._is_ours(mail.sender.email) or not block.is_enclosed or not mail.body.own.strip():
            inner = block.reply_to or block.sender
            name = Address(inner.name or block.sender.name, inner.email or block.sender.email)
            body = block.body if block.body.own.strip() or block.body.tables else mail.body
            return body, name, files
        return block.body, writer, files

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
        result, mail = self.result, self.mail
        result.language, result.language_reason = language_of(self.text)
        if not result.language:
            more = f"{mail.subject}\n{self.text}\n{self.body.signature}\n" + "\n".join(
                file.text[:2000] for file in self.files
            )
            result.language, result.language_reason = language_of(more)
        if not result.language and self.registration is not None and self.registration.language:
            result.language, result.language_reason = self.registration.language, Reason("stored")
        if not result.language:
            tag = language_tag(mail.header("content-language")) or language_tag(mail.header("accept-language"))
            result.language, result.language_reason = tag, Reason("header", "Content-Language")

    def _is_junk(self) -> bool:
        """Junk only where nobody knows the sender and no request stands in it."""
        mail, result = self.mail, self.result
        is_known = bool(result.thread) or self._is_ours(mail.sender.email)
        is_known = is_known or bool(self.context.registrations_of(mail.sender.email))
        reason = spam_reason(mail, is_known=is_known)
        if reason is None:
            return False
        result.auto_reply_reason = reason
        if reason.code != "sells" and self._seems_honest():
            result.flag("marked_as_spam")
            return False
        result.classification, result.classification_reason = "spam", reason
        return True

    def _seems_honest(self) -> bool:
        """The server's filter may err: a request in plain words is put before staff."""
        return bool(intent_of(self.text).strong)

    def _asked_text(self) -> str:
        """The own text; with the subject where this begins a conversation."""
        subject = self.block.subject if self.block is not None else self.mail.subject
        if REPLY_SUBJECT.match(subject) or self.result.thread is not None:
            return self.text
        return f"{FORWARD_SUBJECT.sub('', subject)}\n\n{self.text}"

    def _which_event(self) -> None:
        """By the thread; unless the text names another event by its code or days."""
        result, context = self.result, self.context
        today = context.now.date()
        subject = self.mail.subject if not REPLY_SUBJECT.match(self.mail.subject) else ""
        words = f"{subject}\n{self.text}"
        key, reason = find_event(words, context.events, today)
        named = coded_events(flat(words), context.events) or dated_events(flat(words), context.events, today)
        if len(named) > 1:
            result.flag("several_events")
        if self.registration is not None:
            if (
                key
                and key != self.registration.event
                and is_another(words, key, reason, self.registration.event, context)
            ):
                result.flag("speaks_of_another_event")
            else:
                key, reason = self.registration.event, Reason("thread", self.registration.reference)
        elif reason.code in ("only-open", "several", "none-open"):
            # What somebody answers to says it where the answer itself does not.
            more = "\n".join(
                [
                    words,
                    self.mail.subject,
                    *(f"{file.filename}\n{file.text[:3000]}" for file in self.files),
                    self.body.signature,
                ]
            )
            again, again_reason = find_event(more, context.events, today)
            key, reason = (again, again_reason) if again else (key, reason)
        if self.registration is None and reason.code not in ("code", "dates"):
            is_weak = reason.code != "words" or " " not in reason.detail
            code = named_elsewhere(words, context, is_look_enough=is_weak)
            key, reason = ("", Reason("unlisted", code)) if code else (key, reason)
        result.event, result.event_reason = key, reason

    @property
    def event(self) -> EventFacts | None:
        """The facts of the event found."""
        return next((event for event in self.context.events if event.key == self.result.event), None)

    def _which_people(self) -> None:
        mail = self.mail
        evidence = "\n".join(
            [
                self.text,
                self.body.signature,
                mail.subject,
                mail.sender.name,
                self.sender.name,
                bounded(mail.text, 20_000),
                *(f"{one.name} <{one.email}>" for one in (*mail.to, *mail.cc)),
            ]
        )
        self.filler = Filler(self.context.countries, evidence, self.result.language)
        body = replace(self.body, quoted="", forwarded=())
        self.found = people.people_of(body, self.files, self.sender, self.intent, self.filler)
        self.found.body = without_staying(self.found.body, self.intent)
        people.share_address(self.found.body, self.intent.sentences)
        people.take_copied(self.found.all, self._copied())
        is_ours = self._is_ours(self.sender.email)
        asks = "" if is_ours else prose.asks_for_self(self.intent, has_others=bool(self.found.all))
        if not asks and not is_ours:
            asks = next((sentence for sentence in self.intent.substitute if comes_instead(sentence)), "")
        if not asks and not self.found.all and not self.result.thread and self._only_signed():
            asks = self.intent.request[0]
        self.asks_for_self = asks
        listed = len(self.found.body)
        persons = people.add_writer(
            self.found.body, self.sender, self.body.signature, self.intent, self.filler, asks=asks
        )
        # Who stands in a table or a list is named there, be it the writer.
        named = max(listed, sum(1 for person in persons if not person.is_sender))
        for number in range(prose.unnamed_others(self.intent, named)):
            persons.append(Proposal(is_placeholder=True, source=Reason("unnamed", str(number + 1))))
        self.found.body = persons[: _LIMITS.proposals]

    def _copied(self) -> list[Address]:
        """Who got the message besides us."""
        source = self.block or self.mail
        return [one for one in (*source.cc, *source.to) if one.email and not self._is_ours(one.email)]

    def _only_signed(self) -> bool:
        """A request whose only name is the writer's, in the signature or the header, and no file that has others."""
        has_text = bool(self.intent.request) and not self.intent.question and not self.intent.refusal
        return has_text and not self.files and people.named_by_header(self.sender) and not self.intent.cancel

    def _what_kind(self) -> None:
        result, context = self.result, self.context
        rows = [row for row in context.registrations_of(self.sender.email) if row.is_living]
        rows = [] if result.event_reason.code == "unlisted" else rows
        own = next((row for row in rows if not result.event or row.event == result.event), None)
        finishing.recognise(self.found.all, result.event, context, result.requester.email)
        own_rows = self._own()
        # A double of others is for staff to see; who asks for them gets the answer to any request.
        existing = sum(
            1 for one in self.found.all
            if one.registration in own_rows
            or (result.thread is None and one.registration and one.reasons["registration"].code == "address-known")
        )  # fmt: skip
        case = Case(
            intent=self.intent,
            people=self.found.body,
            in_files=self.found.files,
            files=self.files,
            known=self.registration or own,
            is_answer=result.thread is not None,
            asks_for_self=bool(self.asks_for_self),
            existing=existing,
            text=self.text,
            answers=self.answers,
        )
        result.classification, result.classification_reason = choose(case)
        if self.intent.asks_besides and result.classification != "question":
            result.flag("has_question")
        if not result.event and len(rows) == 1 and result.classification in _ABOUT_ONE:
            result.event, result.event_reason = rows[0].event, Reason("address-known", rows[0].reference)
        if result.thread is None and own is not None and result.classification != "registration_request":
            result.thread = suggest_thread(self.sender.email, result.event, context)
        self.known = case.known

    def _own(self) -> set[str]:
        """References of the registrations of the address that an answer goes to."""
        return {row.reference for row in self.context.registrations_of(self.result.reply_to)}

    def _who_belongs(self) -> None:
        result, mail = self.result, self.mail
        signed = read_signature(self.body.signature, self.sender, self.filler)
        belonging = self._belonging(signed)
        result.organisation, result.country = belonging.organisation, belonging.country
        result.category, result.delegation = belonging.category, belonging.delegation
        everybody = self.found.all if result.classification in _PEOPLE else []
        name_targets(result, self.intent, everybody, self.known, self.context)
        if result.classification == "substitution":
            everybody = who_comes(everybody, result, self.intent, self.context)
        own = self._own()
        if result.classification == "registration_request" and any(one.registration not in own for one in everybody):
            # Who writes, is registered already and only says so again is not proposed beside those who are new.
            result.targets = tuple(one.registration for one in everybody if one.registration in own)
            everybody = [one for one in everybody if one.registration not in own]
        result.proposals = everybody
        changed = self.found.body if result.classification == "update" else []
        # Why one stays away is nothing of who comes instead.
        gone = self.intent.cancel if result.classification == "substitution" else []
        notes.read_notes(self.intent.sentences, everybody or changed, result, of_others=gone)
        if result.classification == "update":
            result.changes = self._changes(next(iter(changed), None))
            if any(notes.CONFIRMS.search(flat(sentence)) for sentence in self.intent.confirm):
                result.flag("confirms_attendance")
        phrases = [mail.sender.name, *self.body.signature.split("\n"), belonging.organisation]
        finishing.remember(everybody, self.context, result.reply_to)
        finishing.finish(everybody, belonging, mail.sender if not self.block else self.sender, self.event, phrases)
        if not result.organisation and len(everybody) == 1:
            result.organisation = everybody[0].organisation
        self._fill_from_people(everybody)
        if result.classification in ("registration_request", "nomination_attached"):
            name = self._focal_name()
            result.focal_point = focal_point_of(
                self.sender,
                name,
                everybody,
                self.intent,
                self.filler,
                is_nominating=result.classification == "nomination_attached",
            )

    def _belonging(self, signed: Proposal) -> Belonging:
        """Whom the persons represent, from all that the mail says."""
        own, known, intent = self.body.own, self.context.countries, self.intent
        return belonging_of(self.mail, own, self.sender, signed, self.files, intent, known, self.found.all)

    def _focal_name(self) -> str:
        """The writer's name; of an office that of whoever signed for it."""
        name = better_spelling(self.sender.name, self.body.signature)
        return name if people.named_by_header(self.sender) else signer(self.body.signature) or name

    def _changes(self, filled: Proposal | None) -> Proposal:
        """What is filled in, and what the sentences say: a new function or address, online or not, a wish."""
        person = changes_of(self.intent, self.answers, self.sender.email, self.filler, self.registration or self.known)
        notes.read_notes(self.intent.sentences, [person], Understanding())
        notes.read_notes([answer.value for answer in self.answers], [person], self.result)
        if person.wants_visa_letter:
            self.result.flag("visa_letter")
        if person.wants_sponsorship:
            self.result.flag("sponsorship")
        if filled is None or (filled.is_sender and filled.source.code in ("sentence", "sender")):
            return person  # who only says that he or she comes has filled in nothing
        copy_missing(filled, person)
        return filled

    def _fill_from_people(self, everybody: list[Proposal]) -> None:
        """What all persons share, where the mail says nothing for the whole."""
        for name in ("country", "category", "organisation"):
            values = {getattr(person, name) for person in everybody if not person.is_placeholder} - {""}
            if not getattr(self.result, name) and len(values) == 1:
                setattr(self.result, name, values.pop())

    def _answer(self) -> None:
        """Whether an acknowledgement may go out by itself, and in which language."""
        result, mail = self.result, self.mail
        result.reply_language = reply_language(result, self.registration or self.known, self.context)
        weak = machine.answer_is_forbidden(mail)
        if weak is not None:
            result.auto_reply_reason = weak
        elif "marked_as_spam" in result.flags:
            result.auto_reply_reason = Reason("X-Spam-Flag")
        elif not result.reply_to or result.reply_to in self.context.own_addresses:
            result.auto_reply_reason = Reason("no-address")
        else:
            result.is_auto_reply_allowed, result.auto_reply_reason = True, Reason("person")
        for person in result.proposals:
            if people.has_restricted(person):
                result.flag("restricted_data")
