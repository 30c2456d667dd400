"""What nginx keeps, and for how long, as it is shipped: deploy/nginx.conf with ports and folders of the test."""

import gzip
import http.client
import itertools
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from pytest_django import Settings

from scripts.postgres import free_port
from tests import nginx
from website.page_cache import PublicPageCache
from website.public_pages import OneOff, public_page, share_but
from website.revision import watch


class Site:
    """A site behind the page cache, which counts how often its pages are asked for."""

    numbers = itertools.count(1)

    def __init__(self) -> None:
        self.address = f"/fr/events/shown-{next(self.numbers)}/"  # of none before: nginx knows nothing of it
        self.person = "Ada"
        self.asked: list[dict[str, Any]] = []
        self.tokens = itertools.count(1)

    def page(self, request: HttpRequest) -> HttpResponse:
        """The public page."""
        response = public_page(lambda _request: HttpResponse(f"{self.person} speaks. " * 100))(request)
        request.public_event = 7  # type: ignore[attr-defined]
        return response

    def form(self, _request: HttpRequest) -> HttpResponse:
        """A page that all share but for its token."""
        token = f"token-{next(self.tokens)}"
        response = HttpResponse(f"<form>{token}</form>", headers={"Cache-Control": "no-store"})
        share_but(response, OneOff(token, lambda: f"token-{next(self.tokens)}"), seconds=600)
        return response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """What stands at an address."""
        if request.path == self.address:
            return self.page(request)
        if "form" in request.path:
            return self.form(request)
        said = {"draft": "private, no-store", "image": "public, max-age=86400", "documents": "public, no-cache"}
        header = next(value for word, value in said.items() if word in request.path)
        return HttpResponse("x" * 2000, headers={"Cache-Control": header, "ETag": '"1"'})


class Threaded(socketserver.ThreadingMixIn, WSGIServer):
    """A web server for the test."""

    daemon_threads = True


class Silent(WSGIRequestHandler):
    """One that logs nothing."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name in the library
        """Nothing."""


Answer = tuple[http.client.HTTPResponse, bytes]


class Proxy:
    """nginx in front of a site, and a reader of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.behind = free_port(), free_port()
        self.site = Site()
        self.server: WSGIServer | None = None
        self.cache: PublicPageCache | None = None

    def start_site(self) -> None:
        """Let the site answer."""

        def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
            self.site.asked.append(environ)
            assert self.cache is not None
            response = self.cache(WSGIRequest(environ))
            start_response(f"{response.status_code} {response.reason_phrase}", list(response.headers.items()))
            return [response.content]

        self.server = make_server("127.0.0.1", self.behind, application, Threaded, Silent)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def stop_site(self) -> None:
        """The application is away."""
        assert self.server is not None
        self.server.shutdown()
        self.server.server_close()

    def get(self, path: str = "", **headers: str) -> Answer:
        """What a reader gets, of the public page if nothing else is said."""
        trusted = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
        trusted.check_hostname = False
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=10, context=trusted)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path or self.site.address, headers={"Host": nginx.NAME, **named})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    def hide(self, person: str) -> None:
        """Somebody else is on the page from now on, and this process knows."""
        self.site.person = person
        watch.turn += 1
        watch.turns[7] = watch.turn


@pytest.fixture(scope="module")
def behind_nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """nginx as it is shipped; skipped where there is none."""
    proxy = Proxy(tmp_path_factory.mktemp("nginx"))
    with nginx.in_front(proxy.folder, proxy.port, proxy.behind):
        yield proxy


@pytest.fixture
def proxy(behind_nginx: Proxy, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """The same with a new site, which asks no database."""
    settings.PUBLIC_PAGE_CACHE = True
    settings.ALLOWED_HOSTS = [nginx.NAME]
    monkeypatch.setattr("website.page_cache.known_parameters", lambda _path: frozenset())

    def look() -> bool:
        watch.checked = time.monotonic()
        return True

    monkeypatch.setattr(watch, "look", look)
    behind_nginx.site = Site()
    behind_nginx.cache = PublicPageCache(behind_nginx.site)
    behind_nginx.hide("Ada")
    behind_nginx.start_site()
    yield behind_nginx
    behind_nginx.stop_site()


def test_a_crowd_reaches_the_application_once_a_second(proxy: Proxy) -> None:
    begun = time.monotonic()
    answers = {proxy.get()[1] for _reader in range(20)}
    assert len(proxy.site.asked) <= 2 + time.monotonic() - begun
    assert len(answers) == 1


def test_who_is_taken_off_a_page_is_gone_when_the_second_is_over(proxy: Proxy) -> None:
    assert b"Ada" in proxy.get()[1]
    proxy.hide("Bob")
    deadline = time.monotonic() + 1.2
    while b"Ada" in proxy.get()[1]:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_browser_asks_each_time_and_gets_no_bytes_of_what_it_has(proxy: Proxy) -> None:
    answer, _body = proxy.get(Accept_Encoding="gzip")
    assert "max-age=0" in answer.headers["Cache-Control"]
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "X-Accel-Expires" not in answer.headers
    again, body = proxy.get(Accept_Encoding="gzip", If_None_Match=answer.headers["ETag"])
    assert (again.status, body) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "is_packed"),
    [
        ("gzip", True),
        ("gzip, deflate, br, zstd", True),
        ("br;q=1, GZIP;q=0.5", True),
        ("gzip;q=0, br", False),
        ("", False),
    ],
)
def test_readers_programs_of_all_kinds_share_two_ways_of_answering(proxy: Proxy, asked: str, is_packed: bool) -> None:
    proxy.get(Accept_Encoding="gzip")
    proxy.get()
    reached = len(proxy.site.asked)
    answer, body = proxy.get(Accept_Encoding=asked)
    assert (answer.headers.get("Content-Encoding") == "gzip") == is_packed
    assert (gzip.decompress(body) if is_packed else body).startswith(b"Ada speaks")
    assert len(proxy.site.asked) <= reached + 1  # the second was over


def test_a_cookie_goes_round_nothing_and_none_is_given(proxy: Proxy) -> None:
    begun = time.monotonic()
    for number in range(10):
        assert "Set-Cookie" not in proxy.get(Cookie=f"sessionid={number}")[0].headers
    assert len(proxy.site.asked) <= 2 + time.monotonic() - begun


def test_while_the_application_is_away_the_page_stays_for_ten_minutes_and_no_longer(proxy: Proxy) -> None:
    long_ago = f"{proxy.site.address}?long=ago"
    with time_machine.travel(time.time() - 500):  # when the page was fetched
        proxy.get()
    with time_machine.travel(time.time() - 700):
        proxy.get(long_ago)
    proxy.stop_site()
    try:
        assert proxy.get()[0].status == 200
        assert proxy.get(long_ago)[0].status == 502
        assert proxy.get("/fr/events/shown/agenda/draft/")[0].status == 502
    finally:
        proxy.start_site()


def test_no_two_readers_get_one_token(proxy: Proxy) -> None:
    for path in ("/fr/events/shown/register/form/", "/fr/form/"):
        tokens = [proxy.get(path)[1] for _reader in range(5)]
        assert len(set(tokens)) == 5


@pytest.mark.parametrize(
    "path",
    [
        "/fr/events/shown/agenda/draft/",
        "/fr/events/shown/image/a.png",
        "/fr/events/shown/documents/12/a.pdf",
        "/fr/draft/image.png",
    ],
)
def test_what_is_not_marked_as_a_public_page_is_kept_by_nobody(proxy: Proxy, path: str) -> None:
    for _time in range(3):
        assert proxy.get(path)[0].status == 200
    assert len(proxy.site.asked) == 3


def test_a_file_is_fetched_in_parts_and_not_again(proxy: Proxy) -> None:
    proxy.get("/fr/events/shown/documents/12/a.pdf", If_None_Match='"1"', Range="bytes=0-9")
    assert proxy.site.asked[-1]["HTTP_IF_NONE_MATCH"] == '"1"'
    assert proxy.site.asked[-1]["HTTP_RANGE"] == "bytes=0-9"


def test_the_name_of_a_request_is_its_own(proxy: Proxy) -> None:
    assert len({proxy.get()[0].headers["X-Request-ID"] for _reader in range(3)}) == 3
