"""Signing in: guesses are refused before they cost a hash, and nobody can lock a colleague out."""

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from access import sign_in
from access.passwords import ModestArgon2
from storage.models import MINUTES_10

pytestmark = pytest.mark.django_db

WRONG = "wrong"


class Counting(MD5PasswordHasher):
    """Counts how often a password was hashed."""

    algorithm = "counting"
    hashed = 0

    def encode(self, password: str, salt: str) -> str:
        """Count, and hash."""
        type(self).hashed += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def counted(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, limit in (("LIMIT", 2), ("LIMIT_OF_ACCOUNT", 4), ("LIMIT_OF_NETWORK", 6)):
        monkeypatch.setattr(sign_in, name, limit)
    monkeypatch.setattr(sign_in, "full", {})
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    User.objects.create_user("amara", password="right", is_staff=True)
    User.objects.create_user("bruno", password="right", is_staff=True)
    Counting.hashed = 0


def try_in(client: Client, account: str = "amara", password: str = WRONG, network: str = "10.1.1.1") -> HttpResponse:
    return client.post("/admin/login/", {"username": account, "password": password}, REMOTE_ADDR=network)


def guess(times: int, network: str = "10.1.1.1", account: str = "amara") -> None:
    for _number in range(times):
        try_in(Client(), account, network=network)


def test_a_password_is_kept_in_argon2_with_19_mib_two_rounds_and_one_lane() -> None:
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in ModestArgon2().encode("right", "a-salt-of-some-length")


def test_the_right_password_lets_in(client: Client) -> None:
    assert try_in(client, password="right").status_code == 302
    assert client.get("/admin/").status_code == 200


def test_above_the_limit_not_even_the_right_password_is_hashed(client: Client) -> None:
    guess(sign_in.LIMIT)
    assert Counting.hashed == sign_in.LIMIT
    response = try_in(client, password="right")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "600")
    assert Counting.hashed == sign_in.LIMIT


def test_the_refusal_is_a_sentence_in_the_readers_language(client: Client) -> None:
    guess(sign_in.LIMIT)
    page = client.post(
        "/admin/login/",
        {"username": "amara", "password": "x"},
        REMOTE_ADDR="10.1.1.1",
        headers={"Accept-Language": "fr"},
    ).content.decode()
    assert "Trop de mots de passe erronés" in page
    assert 'href="/admin/login/"' in page


def test_guesses_from_elsewhere_leave_another_network_alone(client: Client) -> None:
    guess(sign_in.LIMIT)
    assert try_in(client, password="right", network="10.2.2.2").status_code == 302


def test_guesses_at_one_account_from_many_networks_are_slowed(client: Client) -> None:
    for number in range(sign_in.LIMIT_OF_ACCOUNT):
        guess(1, network=f"10.3.{number}.1")
    assert try_in(client, password="right", network="10.4.4.4").status_code == 429
    assert try_in(client, "bruno", password="right", network="10.4.4.4").status_code == 302


def test_guesses_at_many_accounts_from_one_network_are_slowed(client: Client) -> None:
    for number in range(sign_in.LIMIT_OF_NETWORK):
        guess(1, account=f"nobody-{number}")
    assert try_in(client, password="right").status_code == 429


def test_nobody_locks_a_colleague_out_of_her_own_browser(client: Client) -> None:
    try_in(client, password="right")
    client.post("/admin/logout/")
    guess(sign_in.LIMIT)  # from her own network, too
    for number in range(sign_in.LIMIT_OF_ACCOUNT):
        guess(1, network=f"10.3.{number}.1")
    assert try_in(Client(), password="right").status_code == 429
    assert try_in(client, password="right").status_code == 302


def test_a_known_browser_guesses_no_longer_than_others(client: Client) -> None:
    try_in(client, password="right")
    client.post("/admin/logout/")
    for number in range(sign_in.LIMIT):
        try_in(client, network=f"10.3.{number}.1")
    assert try_in(client, password="right").status_code == 429


def test_the_cookie_of_one_account_is_worth_nothing_for_another(client: Client) -> None:
    try_in(client, password="right")
    own = client.cookies[sign_in.cookie_name("amara")]
    assert (own["path"], own["httponly"]) == ("/admin/", True)
    guess(sign_in.LIMIT, account="bruno")
    other = Client()
    other.cookies[sign_in.cookie_name("bruno")] = own.value
    assert try_in(other, "bruno", "right").status_code == 429


def test_an_unknown_account_costs_as_many_hashes_as_a_known_one(client: Client) -> None:
    costs = []
    for account in ("amara", "nobody"):
        Counting.hashed = 0
        try_in(client, account)
        costs.append(Counting.hashed)
    assert costs == [1, 1]


def test_it_is_refused_as_a_known_one_is() -> None:
    guess(sign_in.LIMIT, account="nobody")
    assert try_in(Client(), "nobody").status_code == 429


def test_one_hash_at_a_time_and_the_next_is_told_to_come_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "WAIT_SECONDS", 0)
    with sign_in.hashing:
        response = try_in(client, password="right")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "2")
    assert "Please try again in a few seconds." in response.content.decode()
    assert Counting.hashed == 0
    assert try_in(client, password="right").status_code == 302


def test_a_guess_that_was_refused_is_refused_again_without_asking_the_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, caplog: pytest.LogCaptureFixture
) -> None:
    guess(sign_in.LIMIT + 1)
    caplog.clear()
    with django_assert_num_queries(0):
        assert try_in(client, password="right").status_code == 429
    assert not caplog.records
    with time_machine.travel(timezone.now() + MINUTES_10, tick=False):
        assert try_in(client, password="right").status_code == 302


def test_what_is_no_guess_is_not_counted(client: Client) -> None:
    for _number in range(sign_in.LIMIT + 1):
        assert try_in(client, password="").status_code == 200
