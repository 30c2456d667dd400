"""What the tests of the desk do alike: who works there, a button pressed, a form as the page shows it."""

from django.test import Client

from access import roles
from inbox.models import Conversation

DESK = "/admin/inbox/conversation/"
OFFICER = sorted(roles.ROLES[roles.REGISTRATION_OFFICERS])


def act(client: Client, conversation: Conversation, verb: str, **data: object) -> str:
    """Press a button; what is said on the page after it."""
    seen = data.pop("seen", None) or conversation.seen_mark()
    response = client.post(f"{DESK}{conversation.pk}/{verb}/", {"seen": seen, **data}, follow=True)
    assert response.status_code == 200, response.status_code
    conversation.refresh_from_db()
    return response.content.decode()


def filled(conversation: Conversation, **changes: object) -> dict[str, object]:
    """The form of the persons as the page shows it, all chosen."""
    data: dict[str, object] = {}
    for one in conversation.proposals().filter(state="open"):
        prefix = f"p{one.pk}"
        data |= {f"{prefix}-chosen": "on", f"{prefix}-language": "en"}
        data |= {f"{prefix}-{name}": one.data.get(name, "") for name in ("given_name", "family_name", "email")}
        data |= {f"{prefix}-{name}": value for name, value in changes.items()}
    return data
