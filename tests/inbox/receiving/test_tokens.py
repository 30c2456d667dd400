"""Fetching from a mailbox that takes access tokens in place of passwords, on a real server."""

import pytest
from pytest_django import Settings

from inbox.receiving import imap
from inbox.receiving.imap import MailboxFailed
from outbox import tokens
from tests.imap import PASSWORD, USER, ImapServer
from tests.inbox.receiving.fetching import fetcher, kept, letter, mailbox, subjects
from tests.token_server import TokenServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def signing_on(imap_server: ImapServer, token_server: TokenServer, settings: Settings) -> TokenServer:
    """The mail server asks this one whether a token is good."""
    token_server.listen(imap_server.token_port)
    token_server.owner = USER
    assert settings.MAIL_OAUTH
    settings.MAIL_OAUTH = {**settings.MAIL_OAUTH, "url": f"http://127.0.0.1:{imap_server.token_port}/token"}
    return token_server


@pytest.mark.parametrize("refresh", ["", "refresh-token"])
def test_mail_is_fetched_by_a_token(imap_server: ImapServer, signing_on: TokenServer, refresh: str) -> None:
    imap_server.add(letter(1))
    fetcher(imap_server, password=refresh, auth="oauth").once()
    assert kept() == subjects(1)
    assert signing_on.asked[0].get("refresh_token", "") == refresh
    assert signing_on.asked[0]["grant_type"] == ("refresh_token" if refresh else "client_credentials")


def test_a_token_that_is_good_no_more_is_asked_for_anew(imap_server: ImapServer, signing_on: TokenServer) -> None:
    imap_server.add(letter(1))
    token = tokens.token_for(USER, "")
    signing_on.good.clear()
    with pytest.raises(MailboxFailed) as raised:
        fetcher(imap_server, password="", auth="oauth").once()
    assert raised.value.sentence == imap.TOKEN
    assert token not in str(raised.value)
    fetcher(imap_server, password="", auth="oauth").once()
    assert kept() == subjects(1)
    assert mailbox().failure == ""


def test_a_refusal_is_told_to_staff_and_the_mail_stays(imap_server: ImapServer, signing_on: TokenServer) -> None:
    imap_server.add(letter(1))
    signing_on.refusal = (401, '{"error": "invalid_client", "error_description": "it has ended"}')
    with pytest.raises(MailboxFailed):
        fetcher(imap_server, password="", auth="oauth").once()
    assert mailbox().explain().endswith("gives no access token for this mailbox. invalid_client: it has ended")
    signing_on.refusal = None
    tokens._refusals.clear()
    fetcher(imap_server, password="", auth="oauth").once()
    assert kept() == subjects(1)


def test_others_sign_on_by_password_as_before(imap_server: ImapServer) -> None:
    imap_server.add(letter(1))
    fetcher(imap_server, password=PASSWORD).once()
    assert kept() == subjects(1)
