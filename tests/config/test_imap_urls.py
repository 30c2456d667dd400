"""IMAP_URLS: what stands there is understood, or the start says in one sentence what is wrong, without the password."""

from pathlib import Path

import pytest

from config import imap_urls
from tests.config.managing import manage

PASSWORD = "s3cr3t/p@ss,w%rd"  # written as it must be: all of its signs mean something in an address
CODED = "s3cr3t%2Fp%40ss%2Cw%25rd"


def test_an_address_says_everything() -> None:
    url = f"imap+ssl://office%40x:{CODED}@Mail.Example.org:1993/Shared/Dialogue?address=Dialogue@events.example.org&done=Done"
    assert imap_urls.parse(url) == [
        {
            "address": "dialogue@events.example.org",
            "scheme": "imap+ssl",
            "host": "mail.example.org",
            "port": 1993,
            "user": "office@x",
            "password": PASSWORD,
            "folder": "Shared/Dialogue",
            "done": "Done",
            "cafile": "",
            "auth": "",
        }
    ]


def test_what_is_not_said_is_as_usual() -> None:
    first, second = imap_urls.parse(
        "imap+ssl://A%40example.org:b@mail.example.org, imap+tls://c%40example.org:d@mail.example.org/"
    )
    assert (first["address"], first["port"], first["folder"], first["done"]) == ("a@example.org", 993, "INBOX", "")
    assert (second["address"], second["port"]) == ("c@example.org", 143)
    assert imap_urls.parse("") == []


def test_a_mailbox_with_access_tokens_needs_no_password() -> None:
    [client, person] = imap_urls.parse(
        "imap+ssl://a%40example.org@m.example.org?auth=oauth,imap+ssl://b%40example.org:refresh@m.example.org?auth=oauth"
    )
    assert (client["auth"], client["password"], person["password"]) == ("oauth", "", "refresh")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_a_connection_in_the_clear_stays_on_this_machine(host: str) -> None:
    [mailbox] = imap_urls.parse(f"imap://a%40example.org:{CODED}@{host}")
    assert mailbox["port"] == 143


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        (f"imap://a%40example.org:{CODED}@mail.example.org", "for this machine alone"),
        (f"imap://a%40example.org:{CODED}@127.0.0.1.example.org", "for this machine alone"),
        (f"imaps://a%40example.org:{CODED}@mail.example.org", "begins with imap+ssl://, imap+tls://, imap://"),
        (f"imap+ssl://a%40example.org:{CODED}@", "no address such as"),
        (f"imap+ssl://a%40example.org:{CODED}@mail.example.org:0", "no address such as"),
        (f"imap+ssl://a%40example.org:{CODED}@mail.example.org:lots", "no address such as"),
        ("imap+ssl://a%40example.org:s3cr3t/p#ss@mail.example.org", "no address such as"),
        ("imap+ssl://a%40example.org:s3cr3t#1@mail.example.org", "no address such as"),
        ("imap+ssl://[a%40example.org:s3cr3t@mail.example.org", "no address such as"),
        ("imap+ssl://mail.example.org/INBOX", "a user and a password"),
        ("imap+ssl://a%40example.org@mail.example.org", "a user and a password"),
        ("imap+ssl://a%40example.org:s3cr3t%0D%0Ax@mail.example.org", "control character"),
        (f"imap+ssl://office:{CODED}@mail.example.org", "?address="),
        (f"imap+ssl://office:{CODED}@mail.example.org?address=dialogue", "?address="),
        (f"imap+ssl://a%40example.org:{CODED}@mail.example.org?Done=x", "address=, done=, cafile="),
        (f"imap+ssl://a%40example.org:{CODED}@mail.example.org?done=x&done=y", "address=, done=, cafile="),
        (f"imap+ssl://a%40example.org:{CODED}@mail.example.org?done=", "address=, done=, cafile="),
        (f"imap+ssl://a%40example.org:{CODED}@mail.example.org/Mail?done=Mail", "name another"),
        (f"imap+ssl://a%40example.org:{CODED}@mail.example.org?cafile=/nowhere.pem", "/nowhere.pem is no file"),
    ],
)
def test_what_is_wrong_is_said_without_the_password(url: str, sentence: str) -> None:
    with pytest.raises(imap_urls.WrongAddress) as caught:
        imap_urls.parse(f"imap+ssl://first%40example.org:x@mail.example.org,{url}")
    said = str(caught.value)
    assert said.startswith("IMAP_URLS, mailbox 2: ")
    assert sentence in said
    assert "s3cr3t" not in said
    assert "ss@" not in said
    assert said.count("\n") == 0


def test_one_mailbox_is_named_once() -> None:
    url = f"imap+ssl://a%40example.org:{CODED}@mail.example.org"
    with pytest.raises(imap_urls.WrongAddress, match=r"a@example\.org is named twice"):
        imap_urls.parse(f"{url},{url}/Other?address=A@example.org")


def test_a_file_that_holds_no_certificate_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "authority.pem"
    wrong.write_text("-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n")
    with pytest.raises(imap_urls.WrongAddress, match="no file of certificates"):
        imap_urls.parse(f"imap+ssl://a%40example.org:x@mail.example.org?cafile={wrong}")


def test_the_password_is_shown_nowhere() -> None:
    mailboxes = imap_urls.parse(f"imap+ssl://a%40example.org:{CODED}@mail.example.org")
    assert "s3cr3t" not in f"{mailboxes} {mailboxes[0]!r}"


def test_the_start_ends_with_the_sentence(tmp_path: Path) -> None:
    result = manage(tmp_path, "check", DEBUG="on", IMAP_URLS="imap+ssl://a%40example.org:s3cr3t/1@mail.example.org")
    assert result.returncode == 1
    assert result.stderr.startswith("IMAP_URLS, mailbox 1: this is no address such as imap+ssl://")
    assert "s3cr3t" not in result.stdout + result.stderr
    assert result.stderr.count("\n") == 1


def test_settings_are_listed_without_the_password(tmp_path: Path) -> None:
    result = manage(
        tmp_path, "diffsettings", DEBUG="on", IMAP_URLS="imap+ssl://a%40example.org:s3cr3t@mail.example.org"
    )
    assert "a@example.org" in result.stdout
    assert "s3cr3t" not in result.stdout + result.stderr
