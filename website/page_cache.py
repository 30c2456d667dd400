"""The cache of public pages: what everybody may share is rendered once, and answered before anything else runs.

A page is kept in the memory of the web process, whole and compressed, until something changes that it may show: a page
of an event what is told of this event or of all, any other page anything public. Each process asks the database at
most once in PUBLIC_PAGE_CHECK_SECONDS what was told (`website.models`). A published page is the same for all, staff
too: no cookie goes round what is kept, and of a query string only the parameters that the view knows count.
"""

import gzip
import hashlib
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.http import urlencode

from website.database_away import try_again
from website.models import TAKEN_OFF, WITHDRAWN
from website.public_pages import OneOff
from website.revision import KEPT_AT_MOST_SECONDS, Mark, watch

LARGEST_BYTES = 24 * 1024 * 1024  # kept pages of one process, plain and compressed together
SMALLEST_TO_COMPRESS = 512
# Who comes while a page is made for the first time waits so long: a thread that waits answers nobody.
WAIT_SECONDS = 2.0
# Who is taken off a page, or off the site, is gone within two seconds. So long after nothing was known to have changed,
# the page before is given while another is made, unless an event was withdrawn meanwhile; and a proxy in front may keep
# a page until the second is over.
OLD_AT_MOST_SECONDS = 1.5
SHARED_AT_MOST_SECONDS = 1.0
# While the application is away, the proxy may show what it has. Cache-Control stands first: the nginx of Debian 12 does
# not read it behind the other, whose absolute second is kept no longer than it lasts (its "1" may be almost two).
FOR_PROXY = "public, max-age=0, s-maxage=1, stale-if-error=600"

Key = tuple[str, str, str]


@dataclass(slots=True)
class Page:
    """A page as it is kept."""

    plain: bytes
    packed: bytes
    etag: str
    headers: tuple[tuple[str, str], ...]
    one_off: OneOff | None
    event: int | None  # whose pages it is one of
    mark: Mark
    seconds: float  # how long it is kept at most
    known_at: float  # when nothing was known to have changed, in seconds of time.monotonic()

    def was_right(self, seconds: float) -> bool:
        """So many seconds ago, or less, nothing had changed since it was made."""
        return time.monotonic() - self.known_at < seconds

    def may_be_withdrawn(self) -> bool:
        """Since it was made an event was withdrawn, perhaps the one whose page it is, or one that it names."""
        return self.mark.turn < watch.turns.get(WITHDRAWN, 0) and watch.has_changed(self.mark, self.event)

    def may_show_what_is_gone(self) -> bool:
        """The same; or something may have been taken off a page, and perhaps off this one, long enough ago."""
        is_taken_off = self.mark.turn < watch.turns.get(TAKEN_OFF, 0) and not self.was_right(OLD_AT_MOST_SECONDS)
        return is_taken_off or self.may_be_withdrawn()

    @property
    def weight(self) -> int:
        """Bytes, plain and packed."""
        return len(self.plain) + len(self.packed)


class Shelf:
    """Pages up to a weight: the one that was asked for least lately goes first."""

    def __init__(self) -> None:
        self.pages: dict[Key, Page] = {}
        self.weight = 0

    def put(self, key: Key, page: Page, limit: int) -> None:
        """Add a page, as the one asked for last."""
        self.take(key)
        self.pages[key] = page
        self.weight += page.weight
        while self.weight > limit:
            self.take(next(iter(self.pages)))

    def take(self, key: Key) -> Page | None:
        """Remove a page."""
        page = self.pages.pop(key, None)
        self.weight -= page.weight if page is not None else 0
        return page


class PublicPageCache:
    """Answers shareable pages from memory. First among the middleware, so that a kept page costs nothing else.

    One request renders a page anew; whoever asks meanwhile gets the one before, or waits a moment where there is none.
    So a change costs a busy page one rendering, not one for each of its readers, each slowed down by the others.

    Pages that were asked for again stand on a shelf of their own, with three quarters of the memory: who walks through
    all pages once fills the other one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.PUBLIC_PAGE_CACHE:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.once, self.again = Shelf(), Shelf()
        self.rendering: dict[Key, threading.Event] = {}
        self.lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The kept page; what is no public page goes on to the site."""
        is_known = watch.look()  # for what the site itself keeps, too
        known = known_parameters(request.path_info) if request.method in ("GET", "HEAD") else None
        if known is None or not has_our_name(request):
            return self.get_response(request)
        # So the view sees it, too: what it writes into links is kept for all.
        query = request.META["QUERY_STRING"] = canonical(request.META.get("QUERY_STRING", ""), known)
        key = (request.scheme or "", request.path_info, query)
        page = self.find(key)
        if page is not None and (is_fresh(page) or not (is_known or page.may_be_withdrawn())):
            return answer(page, request)
        if other := self.claim(key):
            return self.meanwhile(key, page, other, request)
        try:
            return self.render(key, request)
        finally:
            self.rendering.pop(key).set()

    def meanwhile(self, key: Key, page: Page | None, other: threading.Event, request: HttpRequest) -> HttpResponse:
        """What a reader gets while another request renders the page: the one before, the new one, or a word."""
        if page is None or page.may_show_what_is_gone():
            if not other.wait(WAIT_SECONDS):
                return try_again(request)
            page = self.find(key)
        # What the other request read may be from before, too.
        if page is None or page.may_show_what_is_gone():
            return self.get_response(request)
        return answer(page, request)

    def render(self, key: Key, request: HttpRequest) -> HttpResponse:
        """The page from the site itself, and kept if it is for everybody."""
        mark = watch.mark()
        response = self.get_response(request)
        if is_shareable(response):
            page = make_page(response, mark, getattr(request, "public_event", None))
            self.keep(key, page)
            return answer(page, request)
        if response.status_code < 500:  # withdrawn, or never public; a failure is neither
            self.keep(key, None)
        return response

    def claim(self, key: Key) -> threading.Event | None:
        """None: this request renders the page anew. Else another does, and this is set when it has."""
        with self.lock:
            if other := self.rendering.get(key):
                return other
            self.rendering[key] = threading.Event()
            return None

    def find(self, key: Key) -> Page | None:
        """The page as it is kept; from now on it is one that was asked for again."""
        with self.lock:
            page = self.again.take(key) or self.once.take(key)
            if page is not None:
                self.again.put(key, page, LARGEST_BYTES * 3 // 4)
            return page

    def keep(self, key: Key, page: Page | None) -> None:
        """Keep a page instead of the one before."""
        with self.lock:
            was_asked_again = self.again.take(key) is not None
            self.once.take(key)
            if page is None or page.weight > LARGEST_BYTES // 8:
                return
            if was_asked_again:
                self.again.put(key, page, LARGEST_BYTES * 3 // 4)
            else:
                self.once.put(key, page, LARGEST_BYTES // 4)


@lru_cache(maxsize=1000)
def known_parameters(path: str) -> frozenset[str] | None:
    """The parameters that the public page at an address knows; None where there is no page for everybody."""
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            view = resolve(path).func
        except Resolver404:
            return None
    found: frozenset[str] | None = getattr(view, "known_parameters", None)
    return found


def is_fresh(page: Page) -> bool:
    """Nothing is known that changed since it was made, and it is not too old."""
    checked = watch.checked
    if not watch.has_changed(page.mark, page.event):
        page.known_at = max(page.known_at, checked)
    return watch.holds(page.mark, page.event, page.seconds)


def has_our_name(request: HttpRequest) -> bool:
    """Asked under a name of ours: the page is the same under each. Another is refused by the site."""
    try:
        return bool(request.get_host())
    except DisallowedHost:
        return False


def canonical(query: str, known: frozenset[str]) -> str:
    """Of a query string the parameters that count, in one order."""
    if not query or not known:
        return ""
    asked = QueryDict(query)
    return urlencode([(name, value) for name in sorted(known) if (value := asked.get(name))])


def is_shareable(response: HttpResponse) -> bool:
    """Whether everybody may get it: marked as such, no cookie, and what is one reader's own is known to the byte."""
    one_off: OneOff | None = getattr(response, "one_off", None)
    is_clear = one_off is None or response.content.count(one_off.value.encode()) == 1
    has_cookie = any(cookie.value for cookie in response.cookies.values())  # one of no session of ours is taken away
    return getattr(response, "public_page", False) and response.status_code == 200 and not has_cookie and is_clear


def make_page(response: HttpResponse, mark: Mark, event: int | None) -> Page:
    """A response as it is kept; compressing is safe here, since a public page holds no secret."""
    plain, one_off = response.content, getattr(response, "one_off", None)
    is_packed = len(plain) >= SMALLEST_TO_COMPRESS and one_off is None
    packed = gzip.compress(plain, compresslevel=6, mtime=0) if is_packed else b""
    left_out = {"content-length", "etag", "vary"}
    headers = tuple((name, value) for name, value in response.headers.items() if name.lower() not in left_out)
    etag = "" if one_off else f'W/"{hashlib.sha256(plain).hexdigest()[:24]}"'
    seconds = getattr(response, "kept_seconds", KEPT_AT_MOST_SECONDS)
    return Page(plain, packed, etag, headers, one_off, event, mark, seconds, known_at=mark.made)


def body_of(page: Page, may_be_packed: bool) -> tuple[bytes, bool]:
    """The bytes for one reader, and whether they are compressed. What is made for one reader is compressed in haste."""
    if page.one_off is None:
        return (page.packed, True) if may_be_packed and page.packed else (page.plain, False)
    plain = page.plain.replace(page.one_off.value.encode(), page.one_off.another().encode())
    return (gzip.compress(plain, compresslevel=1, mtime=0), True) if may_be_packed else (plain, False)


def answer(page: Page, request: HttpRequest) -> HttpResponse:
    """A kept page for this reader: compressed where that is understood, nothing but a nod where it is already there."""
    if page.etag and page.etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
    else:
        body, is_packed = body_of(page, takes_gzip(request))
        response = HttpResponse(body)
        if is_packed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.content))
    for name, value in page.headers:
        if response.status_code != 304 or name.lower() != "content-type":
            response.headers[name] = value
    if page.etag:
        response.headers["ETag"] = page.etag
    response.headers["Vary"] = "Accept-Encoding"
    if page.one_off is None and page.was_right(SHARED_AT_MOST_SECONDS):
        response.headers["Cache-Control"] = FOR_PROXY
        response.headers["X-Accel-Expires"] = f"@{int(time.time())}"
    return response


def takes_gzip(request: HttpRequest) -> bool:
    """Whether the reader's Accept-Encoding names gzip, and not to refuse it (";q=0")."""
    wishes = request.META.get("HTTP_ACCEPT_ENCODING", "").replace(" ", "").split(",")
    return any(wish.startswith("gzip") and not re.search(r";q=0(\.0*)?$", wish) for wish in wishes)
