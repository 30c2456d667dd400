"""What tests share: database, browser, mail server, and the rule that nothing is left out in silence."""

import gc
import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client, override_settings
from django.utils import timezone, translation
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django import DjangoDbBlocker, Settings
from pytest_django.live_server_helper import LiveServer
from xdist.scheduler import LoadScopeScheduling

from config import oauth_url
from identity import views as _views  # noqa: F401 before a test begins: what it imports is replaced in most of them
from identity.models import Identity
from outbox import smtp, tokens
from tests import accessibility, proofs
from tests.factories import make_identity, make_staff
from tests.imap import ImapServer
from tests.programs import find_chromium, find_dovecot, find_nginx
from tests.reading import keep_contexts_of_pages_alone, make_clients_read
from tests.smtp import SmtpServer
from tests.token_server import TokenServer
from website.revision import watch as watching

COMMITTING_FIXTURES = {"transactional_db", "live_server"}
TOGETHER = ("tests/demo/", "tests/mail_report/test_report.py")
BROWSER_FIXTURES = {"browser", "new_page", "page"}
# No sandbox: Chromium has none as root, nor in most containers. The rest keeps it from calling home.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Milliseconds that a state of a page is waited for: longer than any machine takes.
PATIENCE = 60_000

NewPage = Callable[..., Page]
_numbers = itertools.count(1)
make_clients_read()
keep_contexts_of_pages_alone()


# Nothing is left out in silence ---------------------------------------------------------------------------------------


def left_out(item: pytest.Item) -> str:
    """Why this test cannot run here, or nothing."""
    if item.get_closest_marker("browser") and not find_chromium():
        return "needs Chromium"
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        return "needs PostgreSQL: give DATABASE_URL or install the server"
    if "imap_host" in getattr(item, "fixturenames", ()) and not find_dovecot():
        return "needs Dovecot 2.3 (Debian: apt install dovecot-imapd)"
    if "behind_nginx" in getattr(item, "fixturenames", ()) and not find_nginx():
        return "needs nginx (Debian: apt install nginx-light)"
    return ""


def keep_countries(item: pytest.Item) -> None:
    """A test that commits empties all tables at its end: put back before each what migrations had filled in."""
    marker = item.get_closest_marker("django_db")
    keywords = dict(marker.kwargs) if marker else {}
    if keywords.get("transaction") or COMMITTING_FIXTURES & set(getattr(item, "fixturenames", ())):
        keywords |= {"transaction": True, "serialized_rollback": True}
        item.add_marker(pytest.mark.django_db(**keywords), append=False)


def pytest_report_header() -> str:
    return proofs.heading()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
        keep_countries(item)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: not to look through it again and again for garbage saves a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


class OneByOne(LoadScopeScheduling):
    """Deals tests out one by one, in their order; those TOGETHER stay in one process, which loads or sums up once."""

    def _split_scope(self, nodeid: str) -> str:
        return next((start for start in TOGETHER if nodeid.startswith(start)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneByOne:
    return OneByOne(config, log)


def pytest_runtest_setup(item: pytest.Item) -> None:
    reason = left_out(item)
    if reason and os.environ.get("REQUIRE_ALL"):
        pytest.fail(reason, pytrace=False)
    if reason:
        pytest.skip(reason)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With REQUIRE_ALL a whole run must have passed tests of either kind: none collected is as bad as all skipped."""
    config = session.config
    is_whole_run = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not config.option.keyword
    if not os.environ.get("REQUIRE_ALL") or hasattr(config, "workerinput") or not is_whole_run:
        return
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    passed = reporter.stats.get("passed", []) if reporter else []
    for kind in ("browser", "postgres"):
        if not any(kind in report.keywords for report in passed):
            print(f"\nREQUIRE_ALL is set and not one test marked {kind} passed.")
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


# Database -------------------------------------------------------------------------------------------------------------


def keep_what_migrations_filled_in() -> list[str]:
    """Copy these rows beside their tables: from there they come back in a fraction of the time that JSON takes.

    Returns the statements that bring them back.
    """
    filled = []
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA filled_in")
        for name in connection.introspection.table_names(cursor):
            table = connection.ops.quote_name(name)
            cursor.execute(f"CREATE TABLE filled_in.{table} AS TABLE {table}")
            if cursor.rowcount and name != "django_migrations":
                filled.append(table)

    # The first test that commits finds them still there.
    back = [f"INSERT INTO {table} SELECT * FROM filled_in.{table} ON CONFLICT DO NOTHING" for table in filled]  # noqa: S608

    def put_back(creation: BaseDatabaseCreation, _data: str) -> None:
        with transaction.atomic(), creation.connection.cursor() as cursor:
            for statement in back:
                cursor.execute(statement)

    type(connection.creation).deserialize_db_from_string = put_back  # type: ignore[assignment,method-assign]
    return back


def empty_by_deleting(back: list[str]) -> None:
    """Empty the tables after a test that committed by DELETE: to TRUNCATE all of them takes ten times as long.

    What migrations had filled in comes back at once: the next test may be one that does not commit, and looks for it.
    """

    def sql_flush(operations: BaseDatabaseOperations, _style: Any, tables: list[str], **_options: Any) -> list[str]:
        names = [operations.quote_name(table) for table in tables]
        has_rows = [f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names]  # noqa: S608  our own
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(has_rows))
            return [*(f"DELETE FROM {name}" for (name,) in cursor.fetchall()), *back]  # noqa: S608  so are these

    type(connection.ops).sql_flush = sql_flush  # type: ignore[assignment,method-assign]
    once = type(connection.ops).execute_sql_flush

    def execute_sql_flush(operations: BaseDatabaseOperations, sql_list: list[str]) -> None:
        """Begin anew where PostgreSQL ended it for a request of a page that was just closed, and that still wrote."""
        try:
            once(operations, sql_list)
        except OperationalError:
            once(operations, sql_list)

    type(connection.ops).execute_sql_flush = execute_sql_flush  # type: ignore[assignment,method-assign]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let every connection know what migrations had filled in: once Chromium runs, this thread is given another one."""
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            empty_by_deleting(keep_what_migrations_filled_in())
    default = connections["default"]
    contents = getattr(default, "_test_serialized_contents", None)
    if contents is not None:
        type(default)._test_serialized_contents = contents  # type: ignore[attr-defined]  # set by Django's test runner


@pytest.fixture
def database_url(transactional_db: None) -> str:
    """DATABASE_URL by which another process reaches this test's database: its rows are committed, so it sees them."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        pytest.skip("the test's SQLite lives in this process's memory")
    user, password, name = (quote(str(values[key]), safe="") for key in ("USER", "PASSWORD", "NAME"))
    return f"postgres://{user}:{password}@{values['HOST']}:{values['PORT']}/{name}"


@pytest.fixture(autouse=True)
def in_english() -> None:
    """Every test begins in English: a page asked for in French leaves its language behind in the thread."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def clock_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside a test the database's clock is ours, so that it can be moved."""
    monkeypatch.setattr("storage.clock.ask", lambda *_: [(timezone.now(),)])


@pytest.fixture(autouse=True, scope="session")
def plain_pages() -> Iterator[None]:
    """Every test renders its pages itself, and counts their own queries; the cache has tests of its own.

    Static files are looked for when one is asked for: each client would else look at a thousand before its first page.
    For the whole run: the server of the browser tests asks for both once, when it starts, before the first test does.
    """
    with override_settings(PUBLIC_PAGE_CACHE=False, WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """What a test before has kept, and the lines that its database had, are no other's."""
    watching.seen = set()
    watching.turn += 1
    watching.turns[None] = watching.turn


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house of most tests has set nothing; as it is kept from page to page, so it is no query of any page's own."""
    monkeypatch.setattr("identity.current.read", Identity)


@pytest.fixture
def identity_is_read(nothing_set: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set counts."""
    monkeypatch.setattr("identity.current.read", lambda: Identity.objects.first() or Identity())


@pytest.fixture
def house(db: None, identity_is_read: None) -> Identity:
    """A house that has set a name, a colour, its contact and a privacy notice."""
    return make_identity()


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """A password of a test is hashed in no time; as for real, each would take as long as a page of the site."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture(scope="session")
def folder_of_all(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of all tests of this process lie."""
    return tmp_path_factory.mktemp("files")


@pytest.fixture(autouse=True)
def own_folders(settings: Settings, folder_of_all: Path) -> None:
    """Files of a test lie in folders of its own, which are made when it writes one; most write none."""
    folder = folder_of_all / str(next(_numbers))
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = folder / "media", folder / "private"


# Staff ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def superuser(client: Client) -> Client:
    """The browser of somebody who may do everything."""
    client.force_login(make_staff(is_superuser=True))
    return client


# Mail -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def smtp_server(settings: Settings) -> Iterator[SmtpServer]:
    """A real mail server on loopback, to which this process's mail goes; `smtp_server.url` is for other processes."""
    server = SmtpServer()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = PATIENCE // 1000
    yield server
    server.stop()


@pytest.fixture(scope="session")
def imap_host() -> Iterator[ImapServer]:
    """One server for all tests of this process."""
    server = ImapServer()
    yield server
    server.remove()


@pytest.fixture
def imap_server(imap_host: ImapServer) -> ImapServer:
    """A real server on loopback with an empty mailbox; `imap_server.url()` is for IMAP_URLS."""
    imap_host.empty()
    return imap_host


@pytest.fixture
def token_server(settings: Settings) -> Iterator[TokenServer]:
    """The server of MAIL_OAUTH_URL, which gives out access tokens for the mail server."""
    server = TokenServer()
    settings.MAIL_OAUTH = oauth_url.parse(server.url)
    tokens._tokens.clear()
    tokens._refusals.clear()
    smtp._sign_on.next_at = None
    yield server
    server.stop()


# Browser --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    # Playwright keeps an event loop in this thread, by which Django believes that its own calls are asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def watch(context: BrowserContext, site: str, complaints: list[str]) -> None:
    """Note what no page of Atelier may do: fail in a script, break its own security policy, ask another host."""
    host = urlsplit(site).netloc

    def on_request(request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != host:
            complaints.append(f"asked another host: {request.url}")

    def on_console(message: Any) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            complaints.append(f"broke its security policy: {message.text}")

    context.on("request", on_request)
    context.on("console", on_console)
    context.on("weberror", lambda error: complaints.append(f"failed in a script: {error.error}"))


@pytest.fixture
def new_page(browser: Browser, live_server: LiveServer, settings: Settings) -> Iterator[NewPage]:
    """Opens pages in fresh windows on the running site: `new_page(locale="fr", color_scheme="dark", viewport=…)`.

    Addresses are relative (`page.goto("/fr/")`). Ends with a failure if a page did what `watch` looks for.
    """
    settings.SITE_URL = live_server.url
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(**options: Any) -> Page:
        # Nothing passes over into another colour or place while a test looks at it.
        context = browser.new_context(base_url=live_server.url, reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE)
        watch(context, live_server.url, complaints)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "A page " + "\nA page ".join(complaints)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """One page on the running site, in a window of 1280 by 720."""
    return new_page()


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Fails with every rule of WCAG 2.2 A and AA that the page breaks, and where."""
    return accessibility.assert_accessible
