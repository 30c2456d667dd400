"""What became of mails, beside what the expected.json of their set says: `make mail-report`, see docs/mailbox.md."""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.forms import model_to_dict

from desk.labels import FLAGS
from inbox.models import Classification, Conversation, MailProposal
from multilingual.search import fold
from outbox.models import UndeliverableAddress
from registrations.models.answers import RESTRICTED_LABELS
from registrations.models.registration import person_key
from tests.inbox.receiving.world import CATEGORIES, Fed

# The totals, in per cent at least; OTHER counts to EVERY_MUST alone.
SAFETY, CLASS, PERSONS, OTHER = "safety and structure", "class", "number of persons", "other"
EVERY_MUST, SHOULD = "every must", "should"
LEAST = {SAFETY: 100, CLASS: 95, PERSONS: 0, EVERY_MUST: 0, SHOULD: 90}
ALWAYS = {"nothing_done": True, "kept": True, "may_end": []}  # expected of every mail, without being said
# What may stand in the row of a mail and below a key, and the codes of those that have some.
PERSON = """honorific title given_name family_name function organisation country email phone mode preferred_language
    role wants_visa_letter wants_sponsorship publish_consent is_possible_speaker is_placeholder"""
OTHERS = """file message_id summary note must should restricted replaces registration outbound name attends until to
    alternate_email attendee recipient status filename content_type min_bytes language contains min max"""
CODES: dict[str, set[str] | None] = {
    **dict.fromkeys([*PERSON.split(), *OTHERS.split(), *RESTRICTED_LABELS]),
    "classification": {code.replace("-", "_") for code in Classification.values},
    "auto_reply": {"allowed", "forbidden"},
    "by": {"references", "subject_token", "text_token", "dsn_original_message_id", "calendar_uid"},
    "mode": {"in_person", "online"},
    "role": {"head_of_delegation", "alternate", "delegate", "observer", "speaker"},
    "missing": {*PERSON.split(), "category", "everything"},
    "category": {code.replace("-", "_") for code in CATEGORIES},
    "action": {*MailProposal.Action.values, "failed", "delayed"},
    "answer": {"accepted", "declined", "tentative"},
    "what": {"acknowledgement", "in-hand"},
    "state": {*Conversation.State.values},
    **{key: {*dict(settings.LANGUAGES)} for key in ("preferred_language", "reply_language")},
    **{key: {*FLAGS} for key in ("flags", "not_flagged")},
}
FACTS = ("category", "country", "organisation", "forwarded_by", "focal_point", "delegation", "absence", "calendar")
UNPROMISING = {"mail-received", "details-asked", "in-hand"}  # speak of no registration and of no place
# Mail, total, what was expected, and what is so instead: "" where it is as expected.
Verdict = tuple[str, str, str, str]


def became(mail: Fed) -> dict[str, dict[str, Any]]:
    """What is there after a mail, by total and key; a set is compared as a whole, of a list each thing by itself."""
    message, conversation, facts = mail.message, mail.message.conversation, mail.message.facts
    people = [row for row in mail.proposals if row.is_person]
    to_writer = [row for row in mail.written if row.kind != "in-hand"]
    addresses, languages = [row.to_email for row in to_writer], [row.language for row in to_writer]
    # Machines and junk get no answer, whatever address they name.
    own = "" if message.is_automatic else conversation.email
    open_to = "" if message.is_automatic or message.kind == "spam" else message.reply_to
    # "not-understood: KeyError": a fault of ours, whatever the mail.
    faults = [one for one in facts.get("problems") or () if one.startswith(("not-understood", "not-answered"))]
    apart = [str(word) for row in mail.proposals for word in row.restricted.values()]
    ours, registration, by = message.answers, conversation.registration, (facts.get("thread") or {}).get("by", ())
    thread = {"registration": registration and registration.reference, "outbound": ours and ours.message_id, "by": by}
    about = [(row, row.target and row.target.reference) for row in mail.proposals]
    return {
        SAFETY: {
            "nothing_done": not mail.changed and all(row.state == "open" for row in mail.proposals),
            "kept": bytes(message.raw.content) == mail.raw and not faults,
            "may_end": {reference for row, reference in about if reference and row.action in ("cancel", "substitute")},
            "automatic": message.is_automatic,
            "auto_reply": "allowed" if message.is_auto_reply_allowed or mail.written else "forbidden",
            "reply_to": {value.lower() for value in (message.reply_to, own, *addresses) if value},
            "not_written_to": [open_to, *addresses],
            "nothing_promised": not any(row.kind not in UNPROMISING and row.state != "held" for row in mail.written),
            "thread": thread if ours or registration else None,
            "forwarded": message.is_forwarded,
            "subject": message.subject,
            "from_name": message.from_name,
            "text_contains": message.text,
            "attachments": [{**file, "min_bytes": file["size"]} for file in message.attachments],
            "bounce": (facts.get("bounce") or {"deliveries": [None]})["deliveries"][0],
            "returned": getattr(ours, "state", "") in ("returned", "failed"),
            "undeliverable": {row.email_key for row in UndeliverableAddress.objects.all()},
            "kept_apart": " ".join([*apart, *message.restricted.get("text", ())]),
        },
        CLASS: {"classification": {message.kind}},
        PERSONS: {"proposed_participants": len(people)},
        OTHER: {
            "participants": [fields(row) for row in people or mail.proposals if row.action != "cancel"],
            "not_proposed": [fields(row) for row in people],
            "no_person_has": [row.data for row in mail.proposals],
            "event": conversation.event and conversation.event.slug,
            "language": message.language,
            "reply_language": {conversation.language, *languages},
            **{name: facts.get(name) for name in FACTS},
            **dict.fromkeys(["flags", "not_flagged"], facts.get("flags") or ()),
            "state": conversation.state,
            "proposes": [{"action": row.action, "registration": reference} for row, reference in about],
            "written": [
                {"what": "in-hand" if row.kind == "in-hand" else "acknowledgement", "to": row.to_email,
                 "language": row.language, "contains": row.text} for row in mail.written
            ],
        },
    }  # fmt: skip


def fields(row: MailProposal) -> dict[str, Any]:
    """Of a person; what a change leaves out stays as it is in the registration."""
    target, found = row.target, {name: value for name, value in row.data.items() if value}
    kept = (
        {**model_to_dict(target), "organisation": target.organisation_name} if target and row.action == "update" else {}
    )
    replaces = target and target.reference
    return kept | found | {"name": row.name, "missing": row.missing, "restricted": row.restricted, "replaces": replaces}


def plain(value: Any) -> Any:
    """One kind of apostrophe, space and hyphen, no dot or comma at the ends; nothing, "" and false are one."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value).replace("’", "'").replace("_", "-")
        return " ".join(text.split()).strip(" .,;") or None
    return sorted(map(plain, value)) or None if isinstance(value, list) else value or None


def fits(wanted: Any, got: Any, field: str = "") -> bool:
    """The same value, or a row with these fields."""
    if field in FIELDS:
        return FIELDS[field](wanted, got)
    if isinstance(wanted, dict) and isinstance(got, dict):
        return all(fits(value, got.get(name), name) for name, value in wanted.items())
    return bool(plain(wanted) == plain(got))


FIELDS: dict[str, Callable[[Any, Any], bool]] = {
    "phone": lambda wanted, got: [*filter(str.isdigit, wanted or "")] == [*filter(str.isdigit, got or "")],
    "email": lambda wanted, got: fold(wanted or "") == fold(got or ""),
    "by": lambda wanted, got: set(wanted) <= set(got),
    "min_bytes": lambda wanted, got: wanted <= got,
    "contains": lambda wanted, got: fold(wanted) in fold(got),
    "restricted": lambda wanted, got: all(fold(wanted[kind]) == fold(got.get(kind, "")) for kind in wanted),
}


def is_meant(who: str, row: dict[str, Any]) -> bool:
    """A person, by the address, or as the words of one name are all in the other."""
    name, own = set(person_key(who, "").split()), set(person_key(row["name"], "").split())
    return bool(own and (own <= name or name <= own)) or fits(who, row.get("email"), "email")


def has(wanted: Any, got: Any) -> bool:
    return plain(wanted) in (plain(got) or "") if isinstance(got, str) else any(fits(wanted, one) for one in got)


# Where an expectation is not met by the same value, nor each in a list by one that is there.
RULES: dict[str, Callable[[Any, Any], bool]] = {
    "may_end": lambda wanted, got: got <= {*wanted},
    "classification": lambda wanted, got: any(has(one, wanted) for one in got),
    "undeliverable": lambda wanted, got: got == {*wanted},
    "proposed_participants": lambda wanted, got: wanted["min"] <= got <= wanted["max"],
    "not_proposed": lambda unwanted, got: not any(is_meant(unwanted, row) for row in got),
    **dict.fromkeys(["reply_to", "reply_language"], lambda wanted, got: got == {wanted.lower()}),
    **dict.fromkeys(["not_written_to", "no_person_has", "not_flagged"], lambda unwanted, got: not has(unwanted, got)),
}


def persons(wanted: list[dict[str, Any]], rows: list[dict[str, Any]]) -> Iterator[tuple[Any, Any, bool]]:
    """Field by field; each goes to the row that has most of it, and one row too many is a fault."""
    left = list(rows)
    for person in wanted:
        row = max(left, key=lambda row: sum(fits(person[name], row.get(name), name) for name in person), default={})
        left = [one for one in left if one is not row]
        for name, value in person.items():
            yield {name: value}, row.get(name), bool(row) and fits(value, row.get(name), name)
    yield "nobody else", [row["name"] for row in left], not left


def check(value: Any, name: str, codes: dict[str, set[str] | None]) -> None:
    """AssertionError for a key or code that is not known; null may stand anywhere."""
    if isinstance(value, dict | list):
        for key, below in value.items() if isinstance(value, dict) else ((name, one) for one in value):
            assert key in codes, f"{name}: the key {key!r} is not known"
            check(below, key, codes)
    elif value is not None and (known := codes.get(name)):
        assert value in known, f"{name}: {value!r} is not known"


def judge(name: str, context: dict[str, Any], row: dict[str, Any], mail: Fed) -> list[Verdict]:
    """All that is expected of a mail; AssertionError for a key or code that is not known."""
    outcome = became(mail)
    kinds = {key: kind for kind, found in outcome.items() for key in found}
    references = {one["reference"] for one in context["registrations"]}
    names = {"event": {one["key"] for one in context["events"]}, "may_end": references, "registration": references}
    check(row, name, dict.fromkeys(kinds) | CODES | names)
    verdicts = []
    must, should = ALWAYS | row.get("must", {}), row.get("should", {})
    for totals, expected in ((kinds, must), (dict.fromkeys(kinds, SHOULD), should)):
        for key, value in expected.items():
            for wanted, got, is_met in parts(key, value, outcome[kinds[key]][key]):
                verdicts.append((name, totals[key], f"{key} {wanted}", "" if is_met else f"got {got}"[:300]))
    missed = [what for _name, kind, what, wrong in verdicts if wrong and kind != SHOULD]
    return [*verdicts, (name, EVERY_MUST, "missed", ", ".join(missed))]


def parts(key: str, wanted: Any, got: Any) -> Iterator[tuple[Any, Any, bool]]:
    """The single things expected under a key, with what is there, and whether it is as expected."""
    if key == "participants":
        return persons(wanted, got)
    is_met = RULES.get(key, has if isinstance(wanted, list) else fits)
    each = wanted if isinstance(wanted, list) and not isinstance(got, set) else [wanted]
    return ((one, got, is_met(one, got)) for one in each)


def lines(verdicts: list[Verdict]) -> Iterator[str]:
    """What is not as expected; the totals last, rounded down, so that 100 is said only of all."""
    yield from (": ".join(verdict) for verdict in verdicts if verdict[-1])
    wrong = {total: [wrong for _name, kind, _what, wrong in verdicts if kind == total] for total in LEAST}
    for total, found in wrong.items():
        met, of = found.count(""), len(found)
        # Of fewer than forty mails the totals say little.
        is_less = len(wrong[EVERY_MUST]) >= 40 and 100 * met < LEAST[total] * of
        percent = 1000 * met // of / 10 if of else 100
        yield f"{total:<20} {met:>5} of {of:>5}  {percent:5.1f} %{is_less * f'  LESS THAN {LEAST[total]} %'}"
