"""The queue of registrations: who comes first, what stands beside a name, filters, and its number of queries."""

import datetime
import re

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access import roles
from access.models import Assignment
from access.roles import sync_roles
from events.models import Event
from registrations.actions.correct import correct
from registrations.actions.decide import cancel
from registrations.admin import filters, queue
from registrations.models import Registration
from registrations.models.states import State
from tests.factories import (
    make_category,
    make_country,
    make_event,
    make_organisation,
    make_question,
    make_registration,
    make_settings,
    make_staff,
)
from tests.waiting import while_uncommitted

pytestmark = pytest.mark.django_db
QUEUE = "/admin/registrations/registration/"
PERMISSIONS = sorted(roles.ROLES[roles.REGISTRATION_OFFICERS])


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(make_staff(*PERMISSIONS))
    return client


def names(client: Client, query: str = "") -> list[str]:
    """The names on the page, in order."""
    html = client.get(f"{QUEUE}{query}").content.decode()
    return re.findall(r'<th scope="row" class="queue-person">\s*<a href="[^"]+">([^<]+)</a>', html)


def test_those_who_wait_for_a_decision_come_first_the_newest_on_top(officer: Client) -> None:
    event = make_event()
    for family_name, state in (
        ("First", State.PENDING),
        ("Seated", State.APPROVED),
        ("Second", State.PENDING),
        ("Over", State.CANCELLED),
        ("Line", State.WAITING),
    ):
        make_registration(event, given_name="A", family_name=family_name, state=state)
    assert names(officer) == ["A Second", "A First", "A Line", "A Seated", "A Over"]


@pytest.mark.parametrize("words", ["alvarez", "ÁLVAREZ", "cote d'ivoire", "ministere"])
def test_a_search_needs_no_accents(officer: Client, words: str) -> None:
    event = make_event()
    make_registration(
        event, given_name="Inés", family_name="Álvarez", country=make_country("CI"), organisation_name="Ministère"
    )
    make_registration(event, given_name="Tom", family_name="Other")
    assert names(officer, f"?q={words}") == ["Inés Álvarez"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("dang", "Hồng Đặng"),
        ("YILDIZ", "Ayşe Yıldız"),
        ("aegir thorsson", "Ægir Þórsson"),
        ("dordevic", "Njáll Ðorđević"),
        ("taranu", "Mihai Țăranu"),
        ("strauss", "Gudrun Strauß"),
        ("sahin", "İbrahim Şahin"),
        ("aliyev", "Rəşad Əliyev"),
        ("eliyev resad", "Rəşad Əliyev"),
        ("danladi kafi", "Ɗanladi Ƙafi"),
        ("yar boko", "Ƴar Ɓoko"),
        ("moqi", "Ane Moĸi"),
        ("adjoa koffi", "Adjɔa Kɔffi"),
        ("dela evedevi", "Ɖela Eʋeɖevi"),
        ("o'neil", "Pat O´Neil"),
        ("o'tkir", "Aziz Oʻtkir"),
    ],
)
def test_a_search_knows_letters_that_have_no_accent_to_lose(officer: Client, typed: str, found: str) -> None:
    given_name, family_name = found.split()
    make_registration(given_name=given_name, family_name=family_name)
    assert names(officer, f"?q={typed}") == [found]


def test_people_are_sorted_as_they_are_read(officer: Client) -> None:
    people = ["Z Zulu", "É Émile", "E Edgar", "Ö Österberg", "Jan van-den-Berg", "Hồng Đặng", "Łukasz Żak", "Ægir Þor"]
    for name in people:
        given_name, family_name = name.split()
        make_registration(given_name=given_name, family_name=family_name)
    assert [name.rpartition(" ")[2] for name in names(officer, "?o=1")] == [
        "Đặng", "Edgar", "Émile", "Österberg", "Þor", "van-den-Berg", "Żak", "Zulu",
    ]  # fmt: skip


def test_it_is_found_by_its_reference(officer: Client) -> None:
    wanted = make_registration(make_event(code="IDM-2027"), given_name="A", family_name="Wanted")
    make_registration(make_event())
    assert wanted.reference == "IDM-2027-0001"
    assert names(officer, "?q=idm-2027-0001") == ["A Wanted"]


def test_filters_narrow_by_event_state_category_source_and_country(officer: Client) -> None:
    event = make_event()
    make_settings(event)
    category = make_category(event)
    fits = {"category": category, "source": "phone", "country": make_country("ML"), "state": State.WAITING}
    make_registration(event, given_name="A", family_name="Fits", **fits)
    for key, other in (
        ("category", None),
        ("source", "web"),
        ("country", make_country("CH")),
        ("state", State.PENDING),
    ):
        make_registration(event, given_name="A", family_name=f"Other {key}", **{**fits, key: other})
    make_registration(make_event(), given_name="A", family_name="Elsewhere", **{**fits, "category": None})
    query = f"?event={event.pk}&state=waiting&category={category.pk}&source=phone&country=ML"
    assert names(officer, query) == ["A Fits"]


def test_the_latest_events_are_offered_and_any_is_looked_up(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "OFFERED", 1)
    days = {"OLD": datetime.date(2020, 1, 1), "NEW": datetime.date(2030, 1, 1)}
    old, new = (make_event(code=code, starts_on=day, ends_on=day) for code, day in days.items())
    for event in (old, new):
        make_settings(event)
    make_registration(old, given_name="A", family_name="Old")
    page = officer.get(QUEUE).content.decode()
    assert "NEW –" in page
    assert "OLD –" not in page
    assert 'data-field-name="event"' in page
    assert names(officer, f"?event={old.pk}") == ["A Old"]
    page = officer.get(f"{QUEUE}?event={old.pk}").content.decode()
    assert f'<option value="{old.pk}" selected>OLD –' in page


def test_very_many_are_counted_once_a_minute_for_who_sees_all_of_them(
    client: Client, officer: Client, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(queue, "MOST_COUNTED", 1)
    request.addfinalizer(lambda: cache.delete(queue.KEPT_COUNTS))
    event = make_event()
    for _person in range(2):
        make_registration(event, state=State.PENDING)
    assert pending(officer) == 2
    make_registration(make_event(), state=State.PENDING)
    assert pending(officer) == 2
    assert pending(officer, f"?event={event.pk}") == 2
    colleague = make_staff()
    sync_roles()
    Assignment.objects.create(user=colleague, role=Group.objects.get(name=roles.READERS), event=event)
    make_registration(event, state=State.PENDING)
    client.force_login(colleague)
    assert pending(client) == 3


def pending(client: Client, query: str = "") -> int:
    """How many wait for a decision, by the mark above the queue."""
    html = client.get(f"{QUEUE}{query}").content.decode()
    found = re.search(r"pending approval\s*<b>(\d+)</b>", html)
    return int(found[1]) if found else 0


def test_a_category_left_over_from_another_event_is_forgotten(officer: Client) -> None:
    event, other = make_event(), make_event()
    make_registration(event, given_name="A", family_name="Here")
    assert names(officer, f"?event={event.pk}&category={make_category(other).pk}") == ["A Here"]


def test_a_value_that_makes_no_sense_finds_nobody(officer: Client) -> None:
    make_registration()
    assert names(officer, "?event=0") == []
    assert names(officer, "?country=XX") == []


def test_an_undecided_line_says_what_is_missing(officer: Client) -> None:
    event = make_event()
    make_settings(event)
    make_question(event, is_required=True)
    make_question(event, is_required=False)
    make_registration(event, country=None)
    html = officer.get(QUEUE).content.decode()
    assert "missing: country, 1 answer" in " ".join(re.findall("missing:[^<]*", html))


def test_a_line_says_missing_what_the_form_would_ask() -> None:
    event = make_event()
    make_settings(event)
    category = make_category(event, needs_nomination=True)
    make_question(event, is_required=True)
    make_question(event, is_required=True).categories.add(make_category(event))
    make_registration(event, email="", family_name="", organisation_name=" ", country=None, function="")
    make_registration(event, category=category)
    for row in queue.for_queue(Registration.objects.all()):
        missing = Registration.objects.get(pk=row.pk).missing()
        fields = [str(queue.LABELS[code]) for code in missing if code in queue.LABELS]
        answers = len(missing) - len(fields)
        assert queue.missing_words(row) == fields + [f"{answers} answer"] * bool(answers)


def test_a_question_for_others_is_not_missing(officer: Client) -> None:
    event = make_event()
    make_settings(event)
    mine, theirs = make_category(event), make_category(event)
    make_question(event, is_required=True).categories.add(theirs)
    make_registration(event, category=mine)
    assert "missing:" not in officer.get(QUEUE).content.decode()


def test_possible_doubles_are_marked(officer: Client) -> None:
    event = make_event()
    make_registration(event, given_name="Ana", family_name="Pérez", email="a@example.org")
    make_registration(event, given_name="Perez", family_name="Ana", email="b@example.org")
    assert officer.get(QUEUE).content.decode().count("possible double") == 2


def test_addresses_are_not_on_the_list(officer: Client) -> None:
    make_registration(email="private@example.org")
    assert "private@example.org" not in officer.get(QUEUE).content.decode()


def test_the_chosen_event_shows_its_places_and_the_next_in_line(officer: Client) -> None:
    event = make_event()
    make_settings(event, capacity=3)
    full = make_category(event, quota=1, label_en="Press")
    make_registration(event, category=full, state=State.APPROVED)
    make_registration(event, category=full, state=State.WAITING, family_name="Waits in vain")
    other = make_category(event, label_en="Cities")
    make_registration(event, category=other, state=State.WAITING, given_name="Next", family_name="In line")
    html = officer.get(f"{QUEUE}?event={event.pk}").content.decode()
    assert "1 of 3" in html
    assert "2 left" in html
    assert re.search(r'class="is-full">\s*<a class="places-name"[^>]*>Press</a>', html)
    assert re.search(r"A place is free \(Cities\). Next on the waiting list:\s*<a [^>]*>Next In line</a>", html)


def test_a_hybrid_event_shows_the_places_of_each_mode(officer: Client) -> None:
    event = make_event(mode="hybrid")
    make_settings(event, capacity=3, capacity_online=7)
    make_registration(event, state=State.APPROVED, mode="online")
    html = officer.get(f"{QUEUE}?event={event.pk}").content.decode()
    shown = re.findall(r'places-name">([^<]*)</span>\s*<span class="places-count">([^<]*)<', html)
    assert shown == [("In the room", "0 of 3"), ("Online", "1 of 7")]


def test_nobody_is_next_in_line_when_all_places_are_taken(officer: Client) -> None:
    event = make_event()
    make_settings(event, capacity=1)
    make_registration(event, state=State.APPROVED)
    make_registration(event, state=State.WAITING)
    assert "Next on the waiting list" not in officer.get(f"{QUEUE}?event={event.pk}").content.decode()


def fill(event: Event, count: int) -> None:
    """People with all that a line may show."""
    question = event.questions.first()
    for number in range(count):
        make_registration(
            event,
            category=event.categories.first(),
            state=State.PENDING if number % 2 else State.WAITING,
            answers={question.code: "x"} if question and number % 3 else None,
        )


@pytest.mark.parametrize("count", [1, 8])
def test_the_list_takes_eleven_queries_however_many_rows(officer: Client, count: int) -> None:
    event = make_event()
    make_settings(event)
    make_category(event)
    make_question(event, is_required=True)
    fill(event, count)
    officer.get(QUEUE)
    with CaptureQueriesContext(connection) as queries:
        response = officer.get(QUEUE)
    assert response.content.count(b'class="queue-person"') == count
    # session, user, its rights, those of its groups and those for single events; events; how many in each state; rows,
    # what they show; what is the matter with mail: of the outbox as a whole, and of its messages
    assert len(queries) == 11


@pytest.mark.postgres
def test_an_index_holds_the_order_of_the_queue(officer: Client) -> None:
    make_registration()
    with CaptureQueriesContext(connection) as queries:
        officer.get(QUEUE)
    [which_rows] = [query["sql"] for query in queries if "LIMIT 50" in query["sql"] or "CASE WHEN" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {which_rows}")
        plan = " ".join(line for (line,) in cursor.fetchall())
    assert "registration_queue" in plan
    assert "Sort" not in plan


@pytest.mark.parametrize("count", [1, 8])
def test_an_event_with_a_free_place_takes_two_more(officer: Client, count: int) -> None:
    event = make_event()
    make_settings(event, capacity=100)
    make_category(event, quota=50)
    make_question(event, is_required=True)
    fill(event, count)
    officer.get(QUEUE)
    with CaptureQueriesContext(connection) as queries:
        officer.get(f"{QUEUE}?event={event.pk}")
    # categories; for the next in line, the head of the waiting list
    assert len(queries) == 16


def test_a_reader_sees_the_queue_without_a_way_to_change_it(client: Client) -> None:
    client.force_login(make_staff(*sorted(roles.ROLES[roles.READERS])))
    make_registration()
    html = client.get(QUEUE).content.decode()
    assert 'class="queue-person"' in html
    for trace in ("_selected_action", reverse("admin:registrations_registration_add"), "/export/", "/import/"):
        assert trace not in html


def test_the_action_leads_to_the_page_of_the_decision_and_does_nothing_itself(officer: Client) -> None:
    event = make_event()
    people = [make_registration(event) for _ in range(2)]
    ids = [person.pk for person in people]
    response = officer.post(QUEUE, {"action": "decide_approve", "_selected_action": ids})
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("admin:registrations_registration_decide", args=["approve"]))
    assert set(re.findall(r"id=(\d+)", response["Location"])) == {str(pk) for pk in ids}
    assert set(Registration.objects.values_list("state", flat=True)) == {State.PENDING}


def test_to_decide_is_the_same_number_wherever_it_stands(client: Client) -> None:
    client.force_login(make_staff(is_superuser=True))
    event = make_event()
    make_settings(event)
    for state in (State.SUBMITTED, State.PENDING, State.PENDING, State.INCOMPLETE, State.WAITING, State.APPROVED):
        make_registration(event, state=state)
    queue = client.get(f"{QUEUE}?event={event.pk}&state=to-decide")
    assert len(queue.context["cl"].lines) == 3
    chip = next(chip for chip in queue.context["chips"] if chip.label == "to decide")
    assert (chip.number, chip.is_current) == (3, True)
    assert 'state=to-decide"><b>3</b>' in client.get(reverse("admin:index")).content.decode()
    screen = client.get(reverse("admin:events_event_change", args=[event.pk])).content.decode()
    assert "(3 to decide)" in screen


@pytest.mark.parametrize(
    "query", ["", "&state=to-decide", "&state=seated", "&state=waiting", "&state=nonsense", "&source=mail", "&q=nobody"]
)
def test_the_number_of_rows_is_right_with_every_filter(officer: Client, query: str) -> None:
    event = make_event()
    for state in (State.PENDING, State.WAITING, State.APPROVED, State.APPROVED):
        make_registration(event, state=state)
    make_registration()
    changelist = officer.get(f"{QUEUE}?event={event.pk}{query}").context["cl"]
    assert changelist.result_count == len(changelist.lines)
    assert officer.get(f"{QUEUE}?event=0").context["cl"].result_count == 0


def test_of_more_than_a_page_can_take_the_first_are_taken(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registrations.admin.decisions.AT_ONCE", 2)
    event = make_settings().event
    people = [make_registration(event) for _number in range(3)]
    data = {"action": "decide_approve", "_selected_action": [row.pk for row in people], "select_across": "1"}
    answer = officer.post(QUEUE, data, follow=True)
    assert "These are the first 2 of 3." in answer.content.decode()
    assert [person.registration.pk for person in answer.context["people"]] == [row.pk for row in people[:2]]


def test_the_filters_know_answers_organisations_and_letters(officer: Client) -> None:
    event = make_event()
    make_settings(event)
    letter = make_question(event, code="visa", type="choice", label_en="Visa letter?")
    letter.choices.create(code="needed", label_en="needed")
    many = make_question(event, code="days", type="choices", label_en="Days?")
    for code in ("one", "two"):
        many.choices.create(code=code, label_en=code)
    hall = make_question(event, code="hall", type="yes-no", label_en="Hall?")
    body = make_organisation(name_en="Ministry of Water")
    answers = {"visa": "needed", "days": ["one", "two"], "hall": False}
    make_registration(event, given_name="A", family_name="Needs", organisation=body, answers=answers)
    day = datetime.date(2027, 1, 4)
    make_registration(event, given_name="A", family_name="Has", organisation_name="City", visa_letter_on=day)
    wanted = {
        f"answer={letter.pk}:any": ["A Needs"],
        f"answer={letter.pk}:none": ["A Has"],
        f'answer={letter.pk}:"needed"': ["A Needs"],
        f'answer={many.pk}:"two"': ["A Needs"],
        f"answer={hall.pk}:false": ["A Needs"],
        f"answer={hall.pk}:true": [],
        f"body={body.pk}": ["A Needs"],
        "body=name:City": ["A Has"],
        "letter=sent": ["A Has"],
        "letter=not-sent": ["A Needs"],
        "letter=not-sent&answer=999:any": ["A Needs"],
    }
    assert {query: names(officer, f"?event={event.pk}&{query}") for query in wanted} == wanted
    page = officer.get(f"{QUEUE}?event={event.pk}").content.decode()
    assert "Visa letter?: not answered" in page
    assert ">Ministry of Water<" in page


def test_letters_are_noted_for_many_at_once_and_once(officer: Client) -> None:
    event = make_event()
    make_settings(event)
    people = [make_registration(event), make_registration(event, visa_letter_on=datetime.date(2027, 1, 4))]
    ended = make_registration(event, state=State.CANCELLED)
    data = {"action": "visa_letter_sent", "_selected_action": [row.pk for row in (*people, ended)]}
    assert "Noted for 1 person." in officer.post(QUEUE, data, follow=True).content.decode()
    dates = Registration.objects.order_by("pk").values_list("visa_letter_on", flat=True)
    assert list(dates) == [timezone.localdate(), datetime.date(2027, 1, 4), None]
    assert people[0].history.latest("pk").reason == "visa_letter_on"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_letters_to_many_the_rest_is_noted_where_one_ends_at_the_same_moment(officer: Client) -> None:
    event = make_event()
    make_settings(event)
    people = [make_registration(event) for _number in range(3)]
    data = {"action": "visa_letter_sent", "_selected_action": [row.pk for row in people]}
    page = while_uncommitted(lambda: cancel(people[1]), lambda: officer.post(QUEUE, data, follow=True)).content.decode()
    assert "Noted for 2 persons." in page
    assert f"{people[1].reference}: This registration can no longer be corrected" in page
    dates = Registration.objects.order_by("pk").values_list("visa_letter_on", flat=True)
    assert list(dates) == [timezone.localdate(), None, timezone.localdate()]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_letter_that_a_colleague_notes_at_the_same_moment_keeps_its_day(officer: Client) -> None:
    person, before = make_registration(), datetime.date(2027, 1, 4)
    data = {"action": "visa_letter_sent", "_selected_action": [person.pk]}
    page = while_uncommitted(
        lambda: correct(person, by=make_staff(), visa_letter_on=before), lambda: officer.post(QUEUE, data, follow=True)
    )
    assert "changed meanwhile" in page.content.decode()
    assert Registration.objects.get().visa_letter_on == before
