"""Before persons are accepted, staff see the mails that will go, may change them and add a sentence of their own."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inbox.kinds import Kind as MailKind
from inbox.models import Conversation
from outbox.models import Message, MessageTemplate
from registrations.kinds import Kind
from registrations.models import Registration, RegistrationSettings
from registrations.models.states import State
from tests.desk.acting import DESK, act, filled
from tests.factories import (
    make_category,
    make_conversation,
    make_event,
    make_incoming,
    make_proposal,
    make_registration,
    make_settings,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation() -> Conversation:
    """The mail in French of a focal point, who names two persons."""
    event = make_event(title_fr="Atelier sur les villes", code="IDM-2027")
    make_settings(event)
    conversation = make_conversation(event, email="focal@example.org", name="Luis Mota", language="fr")
    mail = make_incoming(conversation)
    make_proposal(mail, data={"given_name": "Zoë", "family_name": "Ndiaye", "email": "zoe@example.org"})
    make_proposal(
        mail,
        data={"given_name": "Abdou", "family_name": "Sarr", "email": "abdou@example.org", "preferred_language": "en"},
    )
    return conversation


def boxes(client: Client, conversation: Conversation) -> dict[str, str]:
    """The words of the mails as the page offers them."""
    html = client.get(f"{DESK}{conversation.pk}/").content.decode()
    found = dict(re.findall(r'name="(subject_[a-z-]+)" value="([^"]*)"', html))
    found |= dict(
        re.findall(r'<textarea id="id_body_[a-z-]+" name="(body_[a-z-]+)"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    )
    return {name: unescape(text) for name, text in found.items()}


def chosen(conversation: Conversation) -> dict[str, object]:
    """The persons as the page shows them: one reads French, the other English."""
    data = filled(conversation, function="Mayor", organisation_name="City of Praia", country="CV")
    first, _second = conversation.proposals()
    return data | {f"p{first.pk}-language": "fr"}


def told(kind: str) -> dict[str, Message]:
    return {row.to_email: row for row in Message.objects.filter(kind=kind)}


def test_one_mail_a_kind_and_language_and_that_to_the_writer(desk: Client, conversation: Conversation) -> None:
    assert {name for name in boxes(desk, conversation) if name.startswith("body")} == {
        "body_approved-en", "body_approved-fr", "body_acknowledgement-en", "body_acknowledgement-fr",
        "body_persons-registered-fr",
    }  # fmt: skip


def test_open_registration_shows_the_place_or_the_waiting_list(desk: Client, conversation: Conversation) -> None:
    settings = conversation.event.registration_settings
    settings.how, settings.capacity = "open", 2
    settings.save()
    assert "body_approved-fr" in boxes(desk, conversation)
    assert "body_waiting-fr" not in boxes(desk, conversation)
    make_registration(conversation.event, state=State.APPROVED)
    assert {"body_approved-fr", "body_waiting-fr"} <= set(boxes(desk, conversation))  # a place for one of the two


def test_open_registration_shows_the_waiting_list_of_a_full_category(desk: Client, conversation: Conversation) -> None:
    RegistrationSettings.objects.update(how="open")
    category = make_category(conversation.event, quota=2)  # the only one is everybody's
    assert "body_waiting-fr" not in boxes(desk, conversation)
    category.quota = 0
    category.save()
    assert "body_waiting-fr" in boxes(desk, conversation)


def test_the_waiting_list_is_shown_of_a_full_category_that_is_chosen_for_all(
    desk: Client, conversation: Conversation
) -> None:
    RegistrationSettings.objects.update(how="open")
    full, _other = (make_category(conversation.event, quota=quota) for quota in (0, None))
    data = filled(conversation, function="Mayor", country="Nowhere") | {"category_for_all": full.pk}
    assert 'name="body_waiting-en"' in act(desk, conversation, "accept", **data)


def test_open_registration_shows_the_waiting_list_while_somebody_waits(
    desk: Client, conversation: Conversation
) -> None:
    RegistrationSettings.objects.update(how="open")
    make_registration(conversation.event, state=State.WAITING)
    assert {"body_approved-fr", "body_waiting-fr"} <= set(boxes(desk, conversation))


def test_open_registration_shows_that_details_are_asked_for(desk: Client, conversation: Conversation) -> None:
    RegistrationSettings.objects.update(how="open")
    first, _second = conversation.proposals()
    first.data.pop("function", None)
    first.save()
    assert "body_details-asked-fr" in boxes(desk, conversation)


def test_what_staff_wrote_goes_to_each_in_his_language(desk: Client, conversation: Conversation) -> None:
    words = boxes(desk, conversation)
    words["body_acknowledgement-fr"] = words["body_acknowledgement-fr"].replace(
        "{closing}", "**À bientôt.**\n\n{closing}"
    )
    words["subject_acknowledgement-en"] = "Received: {reference}"
    words["body_persons-registered-fr"] += "\n\nMerci encore."
    act(desk, conversation, "accept", reason="Bring your *passport*.", **words, **chosen(conversation))
    mails = told(Kind.ACKNOWLEDGEMENT)
    zoe, abdou = mails["zoe@example.org"], mails["abdou@example.org"]
    writer = told(MailKind.PERSONS_REGISTERED)["focal@example.org"]
    assert "À bientôt." in zoe.text
    assert "À bientôt." not in abdou.text
    assert abdou.subject == f"Received: {abdou.registration_link.registration.reference}"
    assert all(row.text.count("Bring your passport.") == 1 for row in (zoe, abdou, writer))
    assert "Merci encore." in writer.text
    assert "{" not in zoe.text.replace("{link}", "") + writer.text


def test_approved_at_once_the_approval_is_in_staffs_words(desk: Client, conversation: Conversation) -> None:
    words = boxes(desk, conversation)
    words["subject_approved-fr"] = "C’est oui"
    act(desk, conversation, "accept", is_approved="on", **words, **chosen(conversation))
    assert told(Kind.APPROVED)["zoe@example.org"].subject == "C’est oui"
    assert set(told(Kind.APPROVED)) == {"zoe@example.org", "abdou@example.org"}


@pytest.mark.parametrize(
    ("box", "typed", "said"),
    [
        ("body_acknowledgement-fr", "Sans rien", "{link} is missing"),
        ("subject_acknowledgement-en", " ", "The mail needs a subject."),
        ("body_persons-registered-fr", "{registered} {without_address} {link}", "{link}"),
        ("body_acknowledgement-en", "{reference} {link} {nonsense}", "{nonsense}"),
    ],
)
def test_words_are_checked_as_templates_are_and_none_is_lost(
    desk: Client, conversation: Conversation, box: str, typed: str, said: str
) -> None:
    words = boxes(desk, conversation) | {box: typed}
    html = act(desk, conversation, "accept", reason="My own sentence", **words, **chosen(conversation))
    assert "Nobody was accepted yet." in html
    alert = html[html.index('role="alert"') :].partition("</div>")[0]
    assert said in unescape(alert)
    assert "My own sentence</textarea>" in html
    assert typed in unescape(html)
    assert '<details class="sort mails-fold" open>' in html
    assert not Registration.objects.exists()


def test_a_fault_in_a_mail_that_does_not_go_stops_nothing(desk: Client, conversation: Conversation) -> None:
    words = boxes(desk, conversation) | {"body_approved-fr": ""}
    act(desk, conversation, "accept", **words, **chosen(conversation))
    assert Registration.objects.count() == 2


def test_a_mail_that_nobody_has_seen_does_not_go(desk: Client, conversation: Conversation) -> None:
    first, _second = conversation.proposals()
    words, data = boxes(desk, conversation), chosen(conversation) | {f"p{first.pk}-language": "es"}
    html = act(desk, conversation, "accept", **words, **data)
    assert "One more mail would go, which you have not seen yet." in html
    assert 'name="body_acknowledgement-es"' in html
    assert not Registration.objects.exists()
    assert not conversation.outgoing.exists()
    shown = re.search(r'name="body_acknowledgement-es"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    assert shown is not None
    words |= {"subject_acknowledgement-es": "Recibida", "body_acknowledgement-es": unescape(shown[1])}
    act(desk, conversation, "accept", **words, **data)
    assert told(Kind.ACKNOWLEDGEMENT)["zoe@example.org"].subject == "Recibida"


def test_without_an_address_no_mail_is_shown_but_said(desk: Client, conversation: Conversation) -> None:
    for one in conversation.proposals():
        one.data.pop("email")
        one.save()
    assert {name for name in boxes(desk, conversation) if "body" in name} == {"body_persons-registered-fr"}
    html = desk.get(f"{DESK}{conversation.pk}/").content.decode()
    assert "No address, so no mail: Zoë Ndiaye, Abdou Sarr." in html


def test_who_lacks_something_reads_what_staff_wrote_of_that(desk: Client, conversation: Conversation) -> None:
    first, _second = conversation.proposals()
    first.data.pop("function")
    first.save()
    words = boxes(desk, conversation)
    assert {"body_details-asked-fr", "body_acknowledgement-en", "body_acknowledgement-fr"} <= set(words)
    assert "body_details-asked-en" not in words
    html = desk.get(f"{DESK}{conversation.pk}/").content.decode()
    assert html.count("if nobody is asked for what is missing") == 1  # the acknowledgement in French
    data = chosen(conversation) | {f"p{first.pk}-function": ""}
    assert "<li" in (html := seen(desk, conversation, "details-asked-fr", **words, **data))
    assert "fonction" in html
    words["body_details-asked-fr"] += "\n\nVite."
    words["body_acknowledgement-fr"] = ""  # goes to nobody, so it stops nothing
    act(desk, conversation, "accept", **words, **data)
    assert "Vite." in told(Kind.DETAILS_ASKED)["zoe@example.org"].text
    assert set(told(Kind.ACKNOWLEDGEMENT)) == {"abdou@example.org"}


def test_who_is_pending_all_the_same_reads_the_acknowledgement_shown(desk: Client, conversation: Conversation) -> None:
    first, _second = conversation.proposals()
    first.data.pop("function")
    first.save()
    words = boxes(desk, conversation) | {"subject_acknowledgement-fr": "Bien reçu"}
    data = chosen(conversation) | {f"p{first.pk}-function": "", f"p{first.pk}-is_pending": "on"}
    act(desk, conversation, "accept", **words, **data)
    assert told(Kind.ACKNOWLEDGEMENT)["zoe@example.org"].subject == "Bien reçu"


def seen(client: Client, conversation: Conversation, key: str, **data: object) -> str:
    response = client.post(f"{DESK}{conversation.pk}/accept/preview/", {"preview": key, **data})
    assert response.status_code == 200, key
    assert "sandbox" in response["Content-Security-Policy"]
    return response.content.decode()


def test_a_preview_is_the_mail_with_the_persons_own_data(desk: Client, conversation: Conversation) -> None:
    words = boxes(desk, conversation)
    words["body_acknowledgement-fr"] += "\n\n{organisation}"
    first, second = conversation.proposals()
    data = chosen(conversation) | {f"p{first.pk}-organisation_name": "Mairie <b>de</b> Thiès"}
    html = seen(desk, conversation, "acknowledgement-fr", reason="À vendredi", **words, **data)
    assert all(text in html for text in ("Atelier sur les villes", "IDM-2027-…", "À vendredi", "Mairie &lt;b&gt;de"))
    assert "{" not in html.partition("</style>")[2] or "{link}" not in html
    html = seen(desk, conversation, "persons-registered-fr", **words, **data)
    assert "Zoë Ndiaye" in html
    assert "Abdou Sarr" in html
    html = seen(desk, conversation, "persons-registered-fr", is_approved="on", **words, **data)
    assert "une place est réservée" in html
    data.pop(f"p{second.pk}-chosen")
    assert "Abdou Sarr" not in seen(desk, conversation, "persons-registered-fr", **words, **data)
    assert not Registration.objects.exists()
    assert not Message.objects.exists()


def test_a_preview_says_what_becomes_of_each_and_nothing_of_it_stays(
    desk: Client, conversation: Conversation, settings: Any
) -> None:
    row = conversation.event.registration_settings
    row.how, row.capacity = "open", 1
    row.save()
    RegistrationSettings.objects.update(last_number=41)
    words = boxes(desk, conversation)
    before = conversation.seen_mark()
    html = seen(desk, conversation, "persons-registered-fr", **words, **chosen(conversation))
    assert html.count("une place est réservée") == 1
    assert html.count("liste d’attente") == 1
    assert "IDM-2027-…" in html
    assert "IDM-2027-0042" not in html
    assert 'href="{link}"' not in html
    row.refresh_from_db()
    conversation.refresh_from_db()
    assert (row.last_number, conversation.seen_mark()) == (41, before)
    assert not Registration.objects.exists()
    assert not Message.objects.exists()
    assert {one.state for one in conversation.proposals()} == {"open"}
    assert [path for path in settings.PRIVATE_ROOT.rglob("*") if path.is_file()] == []


def test_what_cannot_be_done_has_a_sentence_in_place_of_a_preview(desk: Client, conversation: Conversation) -> None:
    words, data = boxes(desk, conversation), chosen(conversation)
    first, second = conversation.proposals()
    html = seen(desk, conversation, "acknowledgement-fr", **words, **data | {f"p{first.pk}-country": "Atlantis"})
    assert "No country has this name." in html
    make_registration(conversation.event, given_name="Abdou", family_name="Sarr", email="abdou@example.org")
    html = seen(desk, conversation, "acknowledgement-en", **words, **data)
    assert "<pre>" in html
    assert second.state == "open"


def test_a_mail_that_only_goes_if_nobody_is_asked_is_seen_as_it_would_be(
    desk: Client, conversation: Conversation
) -> None:
    first, _second = conversation.proposals()
    first.data.pop("function")
    first.save()
    words, data = boxes(desk, conversation), chosen(conversation) | {f"p{first.pk}-function": ""}
    words["body_acknowledgement-fr"] += "\n\nMerci, **Zoë**."
    assert "Merci, <strong" in seen(desk, conversation, "acknowledgement-fr", **words, **data)


def test_a_first_look_decides_nothing(desk: Client, conversation: Conversation) -> None:
    with CaptureQueriesContext(connection) as captured:
        desk.get(f"{DESK}{conversation.pk}/accept/preview/?preview=persons-registered-fr")
        desk.get(f"{DESK}{conversation.pk}/")
    kinds = {query["sql"].split()[0] for query in captured if "session" not in query["sql"]}
    assert kinds == {"SELECT"}
    assert not any("FOR UPDATE" in query["sql"] for query in captured)


def test_a_first_preview_needs_nothing_typed(desk: Client, conversation: Conversation) -> None:
    address = f"{DESK}{conversation.pk}/accept/preview/"
    assert "Madame" in desk.get(f"{address}?preview=approved-fr").content.decode()
    for key in ("", "approved-xx", "nonsense-fr", "approved-es"):
        assert desk.get(f"{address}?preview={key}").status_code == 404


def test_the_words_of_the_event_are_shown(desk: Client, conversation: Conversation) -> None:
    MessageTemplate.objects.create(
        event=conversation.event, kind="approved", subject_fr="Oui", body_fr="Venez. {link}\n\n{closing}\n\nNous"
    )
    assert boxes(desk, conversation)["body_approved-fr"] == "Venez. {link}\n\n{reason}\n\n{closing}\n\nNous"


def test_who_may_not_decide_sees_no_approval(client: Client, conversation: Conversation) -> None:
    from tests.desk.acting import OFFICER
    from tests.factories import make_staff

    client.force_login(make_staff(*[name for name in OFFICER if "decide" not in name]))
    assert {name for name in boxes(client, conversation) if "approved" in name} == set()
