"""The keys of `must` and `should`, each compared with what was stored, proposed or sent."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from inbox.models import MailProposal, RawMail
from tests.mail_report import actions, faults, people
from tests.mail_report.outcome import Outcome
from tests.mail_report.verdicts import UNCHECKED, Verdict, verdict
from tests.mail_report.words import fold, plain

Judge = Callable[[Outcome, str, Any], Iterator[Verdict]]


def judge(outcome: Outcome, part: str) -> list[Verdict]:
    """All verdicts of `must` or of `should`; a key that is not known here is said so."""
    found: list[Verdict] = []
    for name, wanted in outcome.row.get(part, {}).items():
        check = KEYS.get(name)
        found += check(outcome, name, wanted) if check else [Verdict(name, UNCHECKED, wanted, "a key nobody knows")]
    return found


def _same(value: Callable[[Outcome], Any]) -> Judge:
    """The key's value is this of the outcome; codes may be written with hyphens."""

    def check(outcome: Outcome, name: str, wanted: Any) -> Iterator[Verdict]:
        got = value(outcome)
        yield verdict(name, wanted, got, is_met=_code(wanted) == _code(got))

    return check


def _code(value: Any) -> Any:
    value = plain(value)
    return value.replace("-", "_") if isinstance(value, str) else value or None


def _classification(outcome: Outcome, name: str, wanted: Any) -> Iterator[Verdict]:
    got = outcome.message.kind.replace("-", "_")
    allowed = [wanted] if isinstance(wanted, str) else wanted
    yield verdict(name, wanted, got, is_met=got in allowed)


def _reply_to(outcome: Outcome, name: str, wanted: str) -> Iterator[Verdict]:
    """The mail's, the conversation's, and that of whatever is written but to the colleague who passed it on."""
    got = {outcome.message.reply_to}
    if not outcome.message.is_automatic:
        got.add(outcome.conversation.email)
    got |= {row.to_email for row in outcome.new_messages if row.kind != "in-hand"}
    yield verdict(name, wanted, sorted(got), is_met={one.lower() for one in got} == {wanted.lower()})


def _thread(outcome: Outcome, name: str, wanted: dict[str, Any] | None) -> Iterator[Verdict]:
    conversation, answers = outcome.conversation, outcome.message.answers
    if wanted is None:
        got = [
            "an earlier conversation" if not outcome.is_new_conversation else "",
            conversation.registration.reference if conversation.registration else "",
            answers.message_id if answers else "",
        ]
        yield verdict(name, None, [one for one in got if one] or None)
        return
    thread = outcome.facts.get("thread") or {}
    known: dict[str, Any] = {
        "registration": conversation.registration.reference if conversation.registration else None,
        "outbound": answers.message_id if answers else None,
        "event": conversation.event.slug if conversation.event else None,
    }
    for key, value in wanted.items():
        if key == "by":
            marks = list(thread.get("by", ()))
            yield verdict(f"{name}.by", value, marks, is_met=set(value) <= set(marks))
        elif key in known:
            yield verdict(f"{name}.{key}", value, known[key])
        else:
            yield Verdict(f"{name}.{key}", UNCHECKED, value, "a key nobody knows")


def _count(outcome: Outcome, name: str, wanted: Any) -> Iterator[Verdict]:
    got = len(outcome.people)
    low, high = (wanted.get("min", 0), wanted.get("max", got)) if isinstance(wanted, dict) else (wanted, wanted)
    yield verdict(name, wanted, got, is_met=low <= got <= high)


def _auto_reply(outcome: Outcome, name: str, wanted: str) -> Iterator[Verdict]:
    """Forbidden: nothing at all was written, not even for staff to release."""
    written = [f"{row.kind} to {row.to_email}" for row in outcome.new_messages]
    if wanted == "forbidden":
        is_met = not written and not outcome.message.is_auto_reply_allowed
        yield verdict(name, wanted, written or ("allowed" if not is_met else wanted), is_met=is_met)
        return
    got = "allowed" if outcome.message.is_auto_reply_allowed else "forbidden"
    twice = len({row.to_email for row in outcome.sent}) < len(outcome.sent)
    yield verdict(name, wanted, "two answers to one address" if twice else got, is_met=got == wanted and not twice)


def _texts(outcome: Outcome, name: str, wanted: Any) -> Iterator[Verdict]:
    shown = str(plain(outcome.message.text))
    lacking = [text for text in ([wanted] if isinstance(wanted, str) else wanted) if str(plain(text)) not in shown]
    yield verdict(name, wanted, f"lacking: {lacking}", is_met=not lacking)


def _bounce(outcome: Outcome, name: str, wanted: dict[str, Any]) -> Iterator[Verdict]:
    bounce = outcome.facts.get("bounce") or {}
    yield verdict(name, wanted, {key: bounce.get(key) for key in wanted})


def _attachments(outcome: Outcome, name: str, wanted: list[dict[str, Any]]) -> Iterator[Verdict]:
    """In the list of the row, and whole in the bytes that were kept."""
    listed = {one["sha256"]: one for one in outcome.message.attachments}
    kept = [
        file for file in outcome.mail.attachments
        if file.sha256 in listed and hashlib.sha256(file.content).hexdigest() == file.sha256
    ]  # fmt: skip
    for row in wanted:
        fits = any(
            plain(row.get("filename", file.filename)) == plain(file.filename)
            and row.get("content_type", file.content_type) in (file.content_type, file.declared_type)
            and file.size >= row.get("min_bytes", 0)
            for file in kept
        )
        yield verdict(name, row, [(one.filename, one.content_type, one.size) for one in kept], is_met=fits)
    if outcome.raw != bytes(RawMail.objects.get(message=outcome.message).content):
        yield verdict(name, "the bytes as they came", "other bytes", is_met=False)


def _mapping(fact: str) -> Judge:
    """A fact that has several fields, those that are asked for."""

    def check(outcome: Outcome, name: str, wanted: dict[str, Any] | None) -> Iterator[Verdict]:
        found = outcome.facts.get(fact)
        if not isinstance(wanted, dict) or not found:
            yield verdict(name, wanted, found or None)
            return
        for key, value in wanted.items():
            if key.startswith("name_"):
                yield _country_name(f"{name}.{key}", key, value, found.get("country", ""))
            else:
                got = found.get(key)
                yield verdict(f"{name}.{key}", value, got, is_met=_code(value) == _code(got))

    return check


def _country_name(name: str, key: str, wanted: str, code: str) -> Verdict:
    from speakers.models import Country

    got = Country.objects.filter(code=code).values_list(key, flat=True).first()
    return verdict(name, plain(wanted), plain(got))


def _restricted_text(outcome: Outcome, name: str, wanted: list[str]) -> Iterator[Verdict]:
    apart, shown = fold(" ".join(outcome.apart())), fold(outcome.open_columns())
    for text in wanted:
        state = "not kept apart" if fold(text) not in apart else "shown" if fold(text) in shown else ""
        yield verdict(name, text, state, is_met=not state)


def _replaces(outcome: Outcome, name: str, wanted: str) -> Iterator[Verdict]:
    rows = [row for row in outcome.proposals if row.action in ("substitute", "cancel") and row.target]
    got = [row.target.reference for row in rows if row.target]
    yield verdict(name, wanted, got, is_met=wanted in got)


def _changes(outcome: Outcome, name: str, wanted: dict[str, Any]) -> Iterator[Verdict]:
    """What the mail wants changed, field by field."""
    found: dict[str, Any] = {}
    for row in outcome.proposals:
        found |= row.data if row.action == MailProposal.Action.UPDATE else {}
    for key, value in wanted.items():
        yield verdict(f"{name}.{key}", value, found.get(key), is_met=people.same(key, value, found.get(key)))


def _duplicate_of(outcome: Outcome, name: str, wanted: str) -> Iterator[Verdict]:
    """The registration is named as the one that the mail asks for again, and nobody is made to go."""
    got = [row.target.reference for row in outcome.people if row.target and row.action == MailProposal.Action.REGISTER]
    yield verdict(name, wanted, got, is_met=wanted in got)


def _missing(outcome: Outcome, name: str, wanted: list[str]) -> Iterator[Verdict]:
    got = sorted({one for row in outcome.people for one in row.missing})
    yield verdict(name, sorted(wanted), got)


def _event(outcome: Outcome) -> str | None:
    event = outcome.conversation.event
    keys = [key for key, row in outcome.world.events.items() if event and row.pk == event.pk]
    return keys[0] if keys else None


def _category(outcome: Outcome) -> Any:
    return outcome.facts.get("category")


KEYS: dict[str, Judge] = {
    "classification_any_of": _classification,
    "classification": _classification,
    "automatic": _same(lambda outcome: outcome.message.is_automatic or False),
    "reply_to": _reply_to,
    "thread": _thread,
    "proposed_participants": _count,
    "auto_reply": _auto_reply,
    "text_contains": _texts,
    "forwarded": _same(lambda outcome: outcome.message.is_forwarded),
    "bounce": _bounce,
    "attachments": _attachments,
    "subject": _same(lambda outcome: outcome.message.subject),
    "from_name": _same(lambda outcome: outcome.message.from_name),
    "from_email": _same(lambda outcome: outcome.message.from_email),
    "must_not": faults.judge,
    "language": _same(lambda outcome: outcome.message.language),
    "reply_language": _same(lambda outcome: outcome.conversation.language),
    "event": _same(_event),
    "category": _same(_category),
    "country": _same(lambda outcome: outcome.facts.get("country")),
    "organisation": _same(lambda outcome: outcome.facts.get("organisation")),
    "forwarded_by": _same(lambda outcome: outcome.facts.get("forwarded_by")),
    "focal_point": _mapping("focal_point"),
    "delegation": _mapping("delegation"),
    "absence": _mapping("absence"),
    "calendar": _mapping("calendar"),
    "participants": people.judge,
    "participants_from_attachment": people.judge,
    "restricted_text": _restricted_text,
    "replaces": _replaces,
    "changes": _changes,
    "duplicate_of": _duplicate_of,
    "missing": _missing,
    "actions": actions.judge,
}
