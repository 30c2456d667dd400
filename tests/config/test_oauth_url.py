"""MAIL_OAUTH_URL: it is understood, or the start says in one sentence what is wrong, without the secret."""

import datetime
from pathlib import Path

import pytest

from config import oauth_url
from config.imap_urls import WrongAddress
from tests.config.managing import manage

URL = "https://cli%40ent:s3c%2Fr3t@login.example.org:8443/tenant/token?scope=https%3A%2F%2Fmail.example.org%2F.default"


def test_an_address_says_everything() -> None:
    client = oauth_url.parse(URL)
    assert client == {
        "url": "https://login.example.org:8443/tenant/token",
        "client_id": "cli@ent",
        "client_secret": "s3c/r3t",
        "scope": "https://mail.example.org/.default",
    }
    assert "s3c/r3t" not in repr(client)
    assert oauth_url.parse("") is None


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("https://login.example.org/token", "is no address such as"),
        ("https://c:s3cret@login.example.org:port/", "is no address such as"),
        ("http://c:s3cret@login.example.org/token", "begins with https://"),
        ("http://c:s3cret@127.0.0.1.example.org/token", "begins with https://"),
        ("https://c:s3cret@login.example.org/token?resource=x", "scope= and nothing else"),
    ],
)
def test_what_cannot_be_used_is_said_without_the_secret(url: str, sentence: str) -> None:
    with pytest.raises(WrongAddress, match=sentence) as raised:
        oauth_url.parse(url)
    assert "s3cret" not in str(raised.value)


def test_the_end_of_the_secret_is_a_day() -> None:
    assert oauth_url.day("2027-05-31") == datetime.date(2027, 5, 31)
    assert oauth_url.day("") is None
    with pytest.raises(WrongAddress, match="a day such as"):
        oauth_url.day("31 May 2027")


def test_who_signs_on_by_tokens_says_where_they_come_from() -> None:
    assert oauth_url.auth("oauth", "EMAIL_URL", oauth_url.parse(URL)) == "oauth"
    with pytest.raises(WrongAddress, match="set MAIL_OAUTH_URL"):
        oauth_url.auth("oauth", "EMAIL_URL", None)
    with pytest.raises(WrongAddress, match="auth=oauth, or nothing"):
        oauth_url.auth("basic", "EMAIL_URL", None)


def test_the_settings_refuse_to_start_without_it(tmp_path: Path) -> None:
    ended = manage(
        tmp_path, "check", DEBUG="on", EMAIL_URL="smtp+tls://a%40example.org@mail.example.org:587/?auth=oauth"
    )
    assert ended.returncode != 0
    assert "set MAIL_OAUTH_URL" in ended.stderr
