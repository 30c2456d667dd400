"""The vocabulary of an expected.json, in one table: of each key the kind, the form of its value, how and what it asks.

A key or code that is not here stops the report: nothing is passed over as "not checked".
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings

from desk.labels import FLAGS
from inbox.models import Classification, Conversation, MailProposal
from registrations.models.answers import RESTRICTED_LABELS
from tests.mail_report import comparing
from tests.mail_report.comparing import among, everywhere, has, lacks, nobody, nothing, only, persons, same, within
from tests.mail_report.outcome import ACKNOWLEDGEMENTS, IN_HAND, Outcome, now
from tests.mail_report.world import CATEGORIES

# To which total an expectation under `must` counts (OTHER: to "every must" alone); all under `should` count to that.
SAFETY, CLASS, PERSONS, OTHER, SHOULD = "safety and structure", "class", "number of persons", "other", "should"


class Key(NamedTuple):
    """`form`: a type, a set of codes, [form] for a list, or {key: form}; `default`: expected where nothing is said."""

    kind: str
    form: Any
    compare: Callable[[Any, Any], comparing.Pairs]
    value: Callable[[Outcome], Any]
    default: Any = None


class Name(str):
    """The form of the key of an event or of a reference: one of those in the set's context."""


LANGUAGES = frozenset(dict(settings.LANGUAGES))
CLASSES = frozenset(code.replace("-", "_") for code in Classification.values)
FIELDS: dict[str, Any] = {
    **dict.fromkeys(("honorific", "title", "given_name", "family_name", "function", "organisation", "email"), str),
    **dict.fromkeys(("wants_visa_letter", "wants_sponsorship", "is_possible_speaker", "is_placeholder"), bool),
    "country": str, "phone": str, "organisations": [str], "mode": frozenset({"in_person", "online"}),
    "role": frozenset({"head_of_delegation", "alternate", "delegate", "observer", "speaker"}),
    "preferred_language": LANGUAGES, "publish_consent": bool,
}  # fmt: skip
MISSING = frozenset({*FIELDS, "category", "everything"})
PERSON = {
    **FIELDS, "event": Name, "replaces": Name, "missing": [MISSING],
    "restricted": dict.fromkeys(RESTRICTED_LABELS, str),
}  # fmt: skip
MARKS = frozenset({"references", "subject_token", "text_token", "dsn_original_message_id", "calendar_uid"})
# A message that says one of these speaks of a registration, or of a place.
PROMISES = ("request-received", "acknowledgement", "approved", "waiting", "substituted", "cancelled")


def row(name: str) -> Callable[[Outcome], Any]:
    """A column of the mail."""
    return lambda outcome: getattr(outcome.message, name)


def fact(name: str) -> Callable[[Outcome], Any]:
    """Something that was understood of the mail."""
    return lambda outcome: outcome.message.facts.get(name)


KEYS: dict[str, Key] = {
    # Expected of every mail, also where nothing is said.
    "nothing_done": Key(SAFETY, bool, nothing, Outcome.done_without_staff, default=True),
    "may_end": Key(SAFETY, [Name], only, lambda o: [
        row.target.reference for row in o.proposals if row.action in ("cancel", "substitute") and row.target
    ], default=()),
    "kept": Key(SAFETY, bool, nothing, Outcome.not_kept, default=True),
    "harmless": Key(SAFETY, bool, nothing, Outcome.harmful, default=True),
    "readable": Key(SAFETY, bool, nothing, Outcome.garbled, default=True),
    "restricted_apart": Key(SAFETY, bool, nothing, Outcome.leaked, default=True),
    "written_once": Key(SAFETY, bool, nothing, lambda o: (
        ["twice"] if len({row.to_email.lower() for row in o.written}) < len(o.written) else []
    ), default=True),
    "nobody_twice": Key(OTHER, bool, nothing, Outcome.repeated, default=True),
    "nothing_invented": Key(OTHER, bool, nothing, Outcome.invented, default=True),
    # Structure, and what leaves by itself.
    "automatic": Key(SAFETY, bool, same, row("is_automatic")),
    "auto_reply": Key(SAFETY, frozenset({"allowed", "forbidden"}), same,
        lambda o: "allowed" if o.message.is_auto_reply_allowed or o.written else "forbidden"),
    "reply_to": Key(SAFETY, str, everywhere, lambda o: [
        o.message.reply_to, *(row.to_email for row in o.to_writer),
        "" if o.message.is_automatic else o.conversation.email,
    ]),
    # Junk and machines get no answer, whatever address they name.
    "not_written_to": Key(SAFETY, [str], lacks, lambda o: [
        *(row.to_email for row in o.to_writer),
        "" if o.message.is_automatic or o.message.kind == "spam" else o.message.reply_to,
    ]),
    "nothing_promised": Key(SAFETY, bool, nothing,
        lambda o: [row.kind for row in o.written if row.kind in PROMISES and row.state != "held"]),
    "thread": Key(SAFETY, {"registration": Name, "outbound": str, "by": [MARKS]}, same, Outcome.thread),
    "stays_closed": Key(SAFETY, bool, nothing, Outcome.reopened),
    "forwarded": Key(SAFETY, bool, same, row("is_forwarded")),
    "subject": Key(SAFETY, str, same, row("subject")),
    "from_name": Key(SAFETY, str, same, row("from_name")),
    "text_contains": Key(SAFETY, [str], has, row("text")),
    "attachments": Key(SAFETY, [{"filename": str, "min_bytes": int, "content_type": str}], has,
        lambda o: [{**file, "min_bytes": file["size"]} for file in o.message.attachments]),
    "bounce": Key(SAFETY, {"recipient": str, "status": str, "action": frozenset({"failed", "delayed"})}, same,
        lambda o: (o.message.facts.get("bounce") or {"deliveries": [None]})["deliveries"][0]),
    "returned": Key(SAFETY, bool, same, lambda o: getattr(o.message.answers, "state", "") in ("returned", "failed")),
    "undeliverable": Key(SAFETY, [str], same, lambda o: now()["undeliverable"] - o.before["undeliverable"]),
    "kept_apart": Key(SAFETY, [str], has, lambda o: " ".join(o.apart)),
    # Class and persons.
    "classification": Key(CLASS, [CLASSES], among, row("kind")),
    "proposed_participants": Key(PERSONS, {"min": int, "max": int}, within, lambda o: len(o.people)),
    "participants": Key(OTHER, [PERSON], persons, lambda o: o.proposals),
    "not_proposed": Key(OTHER, [str], nobody, lambda o: o.people),
    "no_person_has": Key(OTHER, [FIELDS], lacks, lambda o: [row.data for row in o.proposals]),
    "missing": Key(OTHER, [MISSING], same, lambda o: {name for row in o.people for name in row.missing}),
    # What was understood.
    "event": Key(OTHER, Name, same, lambda o: o.conversation.event and o.conversation.event.slug),
    "language": Key(OTHER, str, same, row("language")),
    "reply_language": Key(OTHER, LANGUAGES, everywhere,
        lambda o: [o.conversation.language, *(row.language for row in o.to_writer)]),
    "category": Key(OTHER, frozenset(code.replace("-", "_") for code in CATEGORIES), same, fact("category")),
    "country": Key(OTHER, str, same, fact("country")),
    "organisation": Key(OTHER, str, same, fact("organisation")),
    "forwarded_by": Key(OTHER, str, same, fact("forwarded_by")),
    "focal_point": Key(OTHER, {"name": str, "email": str, "attends": bool}, same, fact("focal_point")),
    "delegation": Key(OTHER, {"country": str, "organisation": str}, same, fact("delegation")),
    "absence": Key(OTHER, {"until": str, "alternate_email": str}, same, fact("absence")),
    "calendar": Key(OTHER, {"attendee": str, "answer": frozenset({"accepted", "declined", "tentative"})}, same,
        fact("calendar")),
    # What follows.
    "state": Key(OTHER, frozenset(Conversation.State.values), same, lambda o: o.conversation.state),
    "proposes": Key(OTHER, [{"action": frozenset(MailProposal.Action.values), "registration": Name}], has, lambda o: [
        {"action": row.action, "registration": row.target and row.target.reference} for row in o.proposals
    ]),
    "written": Key(OTHER, [{
        "what": frozenset({"acknowledgement", IN_HAND}), "to": str, "language": LANGUAGES, "contains": str,
    }], has, lambda o: [
        {"what": "acknowledgement" if row.kind in ACKNOWLEDGEMENTS else row.kind, "to": row.to_email,
            "language": row.language, "contains": row.text} for row in o.written
    ]),
    "flags": Key(OTHER, [frozenset(FLAGS)], has, fact("flags")),
    "not_flagged": Key(OTHER, [frozenset(FLAGS)], lacks, fact("flags")),
    "shown_beside_form": Key(OTHER, bool, nothing, Outcome.not_shown),
    "known_mail": Key(OTHER, bool, same, lambda o: not (o.is_new or o.is_anew or o.written)),
    "delivery_noted": Key(OTHER, bool, same, lambda o: bool(
        o.message.answers and o.message.answers.tries.filter(started_at=o.message.received_at)
    )),
}  # fmt: skip
_PART = {name: key.form for name, key in KEYS.items()}
MAIL = {"file": str, "message_id": str, "summary": str, "note": str, "must": _PART, "should": _PART}


def unknown(form: Any, value: Any, where: str, names: set[str]) -> list[str]:
    """What of a value is not known, in sentences; null may stand anywhere."""
    if value is None:
        return []
    if isinstance(form, list) and isinstance(value, list):
        return [wrong for one in value for wrong in unknown(form[0], one, where, names)]
    if isinstance(form, dict) and isinstance(value, dict):
        wrong = [f"{where}: the key “{key}” is not known" for key in value if key not in form]
        return wrong + [w for key in form for w in unknown(form[key], value.get(key), f"{where}: {key}", names)]
    codes = names if form is Name else form
    is_known = value in codes if isinstance(codes, set | frozenset) and isinstance(value, str) else type(value) is form
    return [] if is_known else [f"{where}: {value!r} is not known"]
