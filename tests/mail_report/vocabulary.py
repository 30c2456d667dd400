"""The vocabulary of an expected.json, in one table: of each key the total, how and with what it is compared, its form.

A key or code that is not here stops the report: nothing is passed over as "not checked".
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings

from desk.labels import FLAGS
from inbox.models import Classification, Conversation, MailProposal
from outbox.models import Message, UndeliverableAddress
from registrations.models.answers import RESTRICTED_LABELS
from registrations.models.states import State
from tests.inbox.receiving.world import CATEGORIES, COLUMNS, MESSAGES, STATES
from tests.mail_report import outcome
from tests.mail_report.comparing import Compare, at_once, each, fits, is_named, is_there, persons, same
from tests.mail_report.outcome import CLASS, OTHER, PERSONS, SAFETY, Outcome

# The form of the key of an event and of a reference: one of those in the set's context.
NAME = object()
LANGUAGES = set(dict(settings.LANGUAGES))
CLASSES = {code.replace("-", "_") for code in Classification.values}
FIELDS: dict[str, Any] = {
    **dict.fromkeys(("honorific", "title", "given_name", "family_name", "function", "organisation", "country")),
    **dict.fromkeys(("email", "phone", "wants_visa_letter", "wants_sponsorship", "publish_consent")),
    **dict.fromkeys(("is_possible_speaker", "is_placeholder")),
    "mode": {"in_person", "online"}, "preferred_language": LANGUAGES,
    "role": {"head_of_delegation", "alternate", "delegate", "observer", "speaker"},
}  # fmt: skip
MISSING = [{*FIELDS, "category", "everything"}]
PERSON = {**FIELDS, "event": NAME, "replaces": NAME, "missing": MISSING, "restricted": dict.fromkeys(RESTRICTED_LABELS)}
MARKS = [{"references", "subject_token", "text_token", "dsn_original_message_id", "calendar_uid"}]
# What was understood of the mail, as it is kept.
FACTS: dict[str, Any] = {
    **dict.fromkeys(("country", "organisation", "forwarded_by")),
    "category": {code.replace("-", "_") for code in CATEGORIES},
    "focal_point": dict.fromkeys(("name", "email", "attends")),
    "delegation": dict.fromkeys(("country", "organisation")),
    "absence": dict.fromkeys(("until", "alternate_email")),
    "calendar": {"attendee": None, "answer": {"accepted", "declined", "tentative"}},
}
# A message that says one of these speaks of a registration, or of a place.
PROMISES = ("request-received", "acknowledgement", "approved", "waiting", "substituted", "cancelled")
ACKNOWLEDGEMENTS = ("request-received", "mail-received", "acknowledgement", "details-asked")


class Key(NamedTuple):
    """`form`: a set of codes, [form] for a list, {key: form}, None for anything."""

    kind: str
    compare: Compare
    value: Callable[[Outcome], Any]
    form: Any = None


def fact(name: str) -> Callable[[Outcome], Any]:
    return lambda o: o.message.facts.get(name)


among = at_once(lambda wanted, got: any(fits(one, got) for one in wanted))
within = at_once(lambda wanted, got: wanted["min"] <= got <= wanted["max"])
everywhere = at_once(lambda wanted, got: {one.lower() for one in got if one} == {wanted.lower()})
only = at_once(lambda wanted, got: set(got) <= set(wanted))
has = each(is_there)
lacks = each(lambda unwanted, got: not is_there(unwanted, got))
nobody = each(lambda unwanted, rows: not is_named(unwanted, rows))

KEYS: dict[str, Key] = {
    # Structure, and what leaves by itself.
    "may_end": Key(SAFETY, only, lambda o: [
        row.target.reference for row in o.proposals if row.action in ("cancel", "substitute") and row.target
    ], [NAME]),
    "automatic": Key(SAFETY, same, lambda o: o.message.is_automatic),
    "auto_reply": Key(SAFETY, same, lambda o: (
        "allowed" if o.message.is_auto_reply_allowed or o.written else "forbidden"
    ), {"allowed", "forbidden"}),
    "reply_to": Key(SAFETY, everywhere, lambda o: [
        o.message.reply_to, *(row.to_email for row in o.to_writer),
        "" if o.message.is_automatic else o.conversation.email,
    ]),
    # Junk and machines get no answer, whatever address they name.
    "not_written_to": Key(SAFETY, lacks, lambda o: [
        *(row.to_email for row in o.to_writer),
        "" if o.message.is_automatic or o.message.kind == "spam" else o.message.reply_to,
    ], [None]),
    "nothing_promised": Key(SAFETY, same, lambda o: (
        not any(row.kind in PROMISES and row.state != "held" for row in o.written)
    )),
    "thread": Key(SAFETY, same, outcome.thread, {"registration": NAME, "outbound": None, "by": MARKS}),
    "stays_closed": Key(SAFETY, same, outcome.stays_closed),
    "forwarded": Key(SAFETY, same, lambda o: o.message.is_forwarded),
    "subject": Key(SAFETY, same, lambda o: o.message.subject),
    "from_name": Key(SAFETY, same, lambda o: o.message.from_name),
    "text_contains": Key(SAFETY, has, lambda o: o.message.text, [None]),
    "attachments": Key(SAFETY, has, lambda o: [{**file, "min_bytes": file["size"]} for file in o.message.attachments],
        [dict.fromkeys(("filename", "min_bytes", "content_type"))]),
    "bounce": Key(SAFETY, same, lambda o: (o.message.facts.get("bounce") or {"deliveries": [None]})["deliveries"][0],
        {"recipient": None, "status": None, "action": {"failed", "delayed"}}),
    "returned": Key(SAFETY, same, lambda o: getattr(o.message.answers, "state", "") in ("returned", "failed")),
    "undeliverable": Key(SAFETY, same, lambda o: [row.email_key for row in UndeliverableAddress.objects.all()], [None]),
    "kept_apart": Key(SAFETY, has, lambda o: " ".join(o.apart), [None]),
    # Class and persons.
    "classification": Key(CLASS, among, lambda o: o.message.kind, [CLASSES]),
    "proposed_participants": Key(PERSONS, within, lambda o: len(o.people), dict.fromkeys(("min", "max"))),
    "participants": Key(OTHER, persons, lambda o: [
        outcome.person(row) for row in o.people or o.proposals if row.is_person or row.action == "update"
    ], [PERSON]),
    "not_proposed": Key(OTHER, nobody, lambda o: o.people, [None]),
    "no_person_has": Key(OTHER, lacks, lambda o: [row.data for row in o.proposals], [FIELDS]),
    "missing": Key(OTHER, same, lambda o: {name for row in o.people for name in row.missing}, MISSING),
    # What was understood, and what follows.
    "event": Key(OTHER, same, lambda o: o.conversation.event and o.conversation.event.slug, NAME),
    "language": Key(OTHER, same, lambda o: o.message.language),
    "reply_language": Key(OTHER, everywhere, lambda o: [
        o.conversation.language, *(row.language for row in o.to_writer)
    ], LANGUAGES),
    **{name: Key(OTHER, same, fact(name), form) for name, form in FACTS.items()},
    "flags": Key(OTHER, has, fact("flags"), [set(FLAGS)]),
    "not_flagged": Key(OTHER, lacks, fact("flags"), [set(FLAGS)]),
    "state": Key(OTHER, same, lambda o: o.conversation.state, set(Conversation.State.values)),
    "proposes": Key(OTHER, has, lambda o: [
        {"action": row.action, "registration": row.target and row.target.reference} for row in o.proposals
    ], [{"action": set(MailProposal.Action.values), "registration": NAME}]),
    "written": Key(OTHER, has, lambda o: [
        {"what": "acknowledgement" if row.kind in ACKNOWLEDGEMENTS else row.kind, "to": row.to_email,
            "language": row.language, "contains": row.text} for row in o.written
    ], [{"what": {"acknowledgement", "in-hand"}, "to": None, "language": LANGUAGES, "contains": None}]),
    "shown_beside_form": Key(OTHER, same, outcome.is_shown_beside_form),
    "known_mail": Key(OTHER, same, lambda o: not (o.is_new or o.written)),
    "delivery_noted": Key(OTHER, same, lambda o: bool(
        o.message.answers and o.message.answers.tries.filter(started_at=o.message.received_at)
    )),
}  # fmt: skip
_PART = {name: key.form for name, key in KEYS.items()}
MAIL = {**dict.fromkeys(("file", "message_id", "summary", "note")), "must": _PART, "should": _PART}
# Of own_hosts, of the status of an event (its days tell it), of capacity, delegation and sponsored nothing is made.
CONTEXT = {
    **dict.fromkeys(("now", "mailbox", "staff_domain")), "staff": [None], "own_hosts": [None],
    "events": [{
        **dict.fromkeys(("key", "code", "starts_on", "ends_on", "venue", "timezone", "registration_deadline")),
        "title": dict.fromkeys(LANGUAGES), "languages": [LANGUAGES], "mode": {"in_person", "online", "hybrid"},
        "status": {"registration_open", "past"},
    }],
    "registrations": [{
        **dict.fromkeys((*COLUMNS, "reference", "organisation", "country", "capacity", "delegation", "sponsored")),
        "event": NAME, "mode": FIELDS["mode"], "language": LANGUAGES, "status": {*State.values, *STATES},
    }],
    "outbound": [{
        **dict.fromkeys(("message_id", "to", "subject")), "registration": NAME,
        "kind": {*dict(Message._meta.get_field("kind").flatchoices), *MESSAGES},
    }],
}  # fmt: skip
SET = {"about": None, "context": CONTEXT, "emails": None}


def unknown(form: Any, value: Any, where: str, names: set[str]) -> list[str]:
    """What of a value is not known, in sentences; null may stand anywhere."""
    if value is None or form is None:
        return []
    if isinstance(form, list) and isinstance(value, list):
        return [wrong for one in value for wrong in unknown(form[0], one, where, names)]
    if isinstance(form, dict) and isinstance(value, dict):
        wrong = [f"{where}: the key “{key}” is not known" for key in value if key not in form]
        return wrong + [w for key in form for w in unknown(form[key], value.get(key), f"{where}: {key}", names)]
    codes = names if form is NAME else form
    is_known = isinstance(codes, set) and isinstance(value, str) and value in codes
    return [] if is_known else [f"{where}: {value!r} is not known"]
