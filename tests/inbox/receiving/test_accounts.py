"""The mailboxes of IMAP_URLS as mail is fetched from them: the password is shown nowhere."""

from pytest_django import Settings

from config import imap_urls
from inbox.receiving import accounts

PASSWORD = "s3cr3t/p@ss,w%rd"
CODED = "s3cr3t%2Fp%40ss%2Cw%25rd"


def test_the_password_is_shown_nowhere(settings: Settings) -> None:
    settings.IMAP_ACCOUNTS = imap_urls.parse(f"imap+ssl://a%40example.org:{CODED}@mail.example.org")
    [account] = accounts.configured()
    assert (account.address, account.password) == ("a@example.org", PASSWORD)
    assert "s3cr3t" not in repr(account)
    assert "s3cr3t" not in f"{account} {(account,)}"
    assert account.hide(f'BAD "{PASSWORD}" {CODED} said') == 'BAD "…" … said'
