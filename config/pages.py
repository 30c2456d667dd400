"""The cache of public pages: what everybody may share is rendered once, and answered before anything else runs.

A page is kept in the memory of the web process, whole and compressed, until anything public changes in the database.
Each process asks the database at most once in PUBLIC_PAGE_CHECK_SECONDS whether something did: the newest change and
the number of rows of every table that a public page shows. Whoever has a session (staff) never gets a kept page.
"""

import gzip
import hashlib
import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error, connection, models
from django.http import HttpRequest, HttpResponse

from speakers.models import Dated

# What depends on the clock ("open for registration"), and a change that the revision cannot see (two transactions that
# commit in another order than they wrote, a bulk update), shows after so many seconds at the latest.
LONGEST_SECONDS = 15
LARGEST_BYTES = 24 * 1024 * 1024  # kept pages of one process, plain and compressed together
SMALLEST_TO_COMPRESS = 512

Key = tuple[str, str, str, str]


class Page(NamedTuple):
    """A page as it is kept."""

    plain: bytes
    packed: bytes
    etag: str
    headers: tuple[tuple[str, str], ...]
    revision: Hashable
    made: float  # seconds of time.monotonic()

    @property
    def weight(self) -> int:
        return len(self.plain) + len(self.packed)


def public_models() -> list[type[models.Model]]:
    """The tables whose rows a public page shows."""
    own = {"registrations": {"registrationsettings", "category"}, "speakers": None, "events": None}
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Dated)
        and model._meta.app_label in own
        and ((names := own[model._meta.app_label]) is None or model._meta.model_name in names)
    ]


def revision() -> Hashable:
    """What changes whenever anything public changes: newest change and number of rows, table by table. One query."""
    shown = public_models()
    own = [(model._meta.db_table, "updated_at") for model in shown]
    # Rows of a many-to-many list have no date; a list that changes has another newest row or another number of them.
    lists = [
        (field.m2m_db_table(), "id") for model in shown for field in model._meta.local_many_to_many if is_bare(field)
    ]
    parts = [f"SELECT '{table}', CAST(MAX({mark}) AS TEXT), COUNT(*) FROM {table}" for table, mark in own + lists]  # noqa: S608  own names
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts) + " ORDER BY 1")
        return tuple(cursor.fetchall())


def is_bare(field: models.ManyToManyField[Any, Any]) -> bool:
    """Whether the table between was made by Django: one of ours has a date of its own."""
    through = field.remote_field.through
    return bool(through and through._meta.auto_created)


class PublicPageCache:
    """Answers shareable pages from memory. First among the middleware, so that a kept page costs nothing else.

    One request renders a page anew; whoever asks meanwhile gets the one before. So a change costs a busy page one
    rendering, not one for each of its readers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.PUBLIC_PAGE_CACHE:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.pages: dict[Key, Page] = {}
        self.weight = 0
        self.rendering: set[Key] = set()
        self.revision: Hashable = None
        self.checked = float("-inf")
        self.lock = threading.Lock()
        self.check_lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return self.get_response(request)
        host, query = request.META.get("HTTP_HOST", ""), request.META.get("QUERY_STRING", "")
        key = (request.scheme or "", host, request.path_info, query)
        is_known = self.look()
        page = self.pages.get(key)
        if page is not None and (not is_known or self.is_fresh(page) or not self.take(key)):
            return answer(page, request)
        try:
            return self.render(key, request)
        finally:
            self.rendering.discard(key)

    def render(self, key: Key, request: HttpRequest) -> HttpResponse:
        """The page from the site itself, and kept if it is for everybody."""
        # Remembered from before rendering: a page made while something changed is old from the start.
        revision_before = self.revision
        response = self.get_response(request)
        if getattr(response, "public_page", False) and response.status_code == 200 and not response.cookies:
            page = make_page(response, revision_before)
            self.keep(key, page)
            return answer(page, request)
        if response.status_code < 500:  # withdrawn, or never public; a failure is neither
            self.keep(key, None)
        return response

    def look(self) -> bool:
        """Bring the revision up to date; False when the database does not answer, and nobody knows."""
        if time.monotonic() - self.checked < settings.PUBLIC_PAGE_CHECK_SECONDS:
            return True
        if not self.check_lock.acquire(blocking=False):
            return True  # another thread is asking; its answer serves the next reader
        try:
            self.revision = revision()
            self.checked = time.monotonic()
        except Error:
            return False
        finally:
            self.check_lock.release()
        return True

    def is_fresh(self, page: Page) -> bool:
        """Nothing changed since it was made, and it is not too old."""
        return page.revision == self.revision and time.monotonic() - page.made < LONGEST_SECONDS

    def take(self, key: Key) -> bool:
        """Whether this request is the one that renders the page anew."""
        with self.lock:
            if key in self.rendering:
                return False
            self.rendering.add(key)
            return True

    def keep(self, key: Key, page: Page | None) -> None:
        """Keep a page instead of the one before, and let the oldest go when there is too much."""
        with self.lock:
            if old := self.pages.pop(key, None):
                self.weight -= old.weight
            if page is None or page.weight > LARGEST_BYTES // 8:
                return
            self.pages[key] = page
            self.weight += page.weight
            while self.weight > LARGEST_BYTES:
                self.weight -= self.pages.pop(next(iter(self.pages))).weight


def make_page(response: HttpResponse, made_from: Hashable) -> Page:
    """A response as it is kept; compressing is safe here, since a public page holds no secret."""
    plain = response.content
    packed = gzip.compress(plain, compresslevel=6, mtime=0) if len(plain) >= SMALLEST_TO_COMPRESS else b""
    left_out = {"content-length", "etag", "vary"}
    headers = tuple((name, value) for name, value in response.headers.items() if name.lower() not in left_out)
    etag = f'W/"{hashlib.sha256(plain).hexdigest()[:24]}"'
    return Page(plain, packed, etag, headers, made_from, time.monotonic())


def answer(page: Page, request: HttpRequest) -> HttpResponse:
    """A kept page for this reader: compressed where that is understood, nothing but a nod where it is already there."""
    if page.etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
    else:
        is_packed = bool(page.packed) and "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        response = HttpResponse(page.packed if is_packed else page.plain)
        if is_packed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.content))
    for name, value in page.headers:
        if response.status_code != 304 or name.lower() != "content-type":
            response.headers[name] = value
    response.headers["ETag"] = page.etag
    response.headers["Vary"] = "Accept-Encoding"
    return response
