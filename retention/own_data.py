"""All that is kept of one registration's person, as plain data: for the page and the file that he or she asks for.

Keys are names of columns, in no language. Instants are ISO 8601 with their zone.
"""

from typing import Any

from django.db.models import Q, QuerySet

from inbox.models import Conversation
from outbox.models import Message
from registrations.kinds import Kind
from registrations.models import Registration
from retention.erasing import own_conversations

COLUMNS = (
    "reference", "state", "state_changed_at", "created_at", "updated_at", "source", "language", "mode", "honorific",
    "title", "given_name", "family_name", "function", "organisation_name", "email", "phone", "remarks", "note",
    "calendar_answer",
)  # fmt: skip
# In place of what was given under another address than the present one: see RestrictedData.given_under.
NOT_SHOWN = "(given under another address; not shown here)"


def own_data(registration: Registration) -> dict[str, Any]:
    """As the database has it; ready for JSON."""
    found: dict[str, Any] = {name: _plain(getattr(registration, name)) for name in COLUMNS}
    return {
        "event": {"code": registration.event.code, "starts_on": _plain(registration.event.starts_on)},
        "registration": found
        | {
            "organisation": str(registration.organisation or ""),
            "country": registration.country_id or "",
            "category": registration.category.code if registration.category else "",
            "nomination_document": bool(registration.nomination_document),
        },
        "answers": {answer.question.code: answer.value for answer in registration.answers.all()},
        "restricted": _restricted(registration),
        "consents": [
            {"kind": row.kind, "given_at": _plain(row.given_at), "withdrawn_at": _plain(row.withdrawn_at)}
            for row in registration.consents.all()
        ],
        "history": [
            {"at": _plain(row.at), "from": row.from_state, "to": row.to_state, "by": row.actor, "reason": row.reason}
            for row in registration.history.all()
        ],
        "messages": [
            {
                "at": _plain(row.created_at),
                "to": row.to_email,
                "kind": row.kind,
                "subject": row.subject,
                "text": row.text,
            }
            for row in own_messages(registration).order_by("pk")
        ],
        "conversations": [_conversation(row) for row in own_conversations(registration)],
    }


def own_messages(registration: Registration) -> QuerySet[Message]:
    """What the person was written; not what went to an address that nobody confirmed, whose reader may be another."""
    return registration.messages.exclude(~Q(to_email__iexact=registration.email), kind=Kind.EMAIL_CONFIRM)


def _restricted(registration: Registration) -> dict[str, Any]:
    kept = getattr(registration, "restricted", None)
    if kept is None:
        return {}
    if kept.is_unreadable:
        return {"unreadable": True}
    hidden = kept.hidden_from_person()
    return {name: NOT_SHOWN if name in hidden else kept.value(name) for name in kept.names}


def _conversation(conversation: Conversation) -> dict[str, Any]:
    """With the person alone: what he or she wrote. What was answered is among the messages."""
    return {
        "mark": conversation.mark,
        "mails": [
            {
                "received_at": _plain(row.received_at),
                "from": row.from_email,
                "subject": row.subject,
                "text": row.text,
                "files": [file["filename"] for file in row.attachments],
            }
            for row in conversation.incoming.order_by("received_at", "pk")
        ],
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
