"""Walks by links: the public site, and the back office as each role sees it."""

import re
from collections import Counter, deque
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client

from tests.net import book, normal
from tests.net.book import Book
from tests.net.pages import Form

LANGUAGES = ("en", "fr", "es")
# Nor the page of an app, other orders of a list, its numbers, and the windows that Django opens beside a field.
UNWANTED = re.compile(
    r"/admin/(logout|jsi18n|r/)|/admin/(?!password_change)\w+/$|/static/|^/i18n/|[?&](o|_facets|_popup|all)="
)
A_FILTERED_LIST = re.compile(r"/admin/\*/\w+/\?")


def staff() -> dict[str, Any]:
    """One member of staff of each role, and one who may do everything, by the name of the role."""
    users = get_user_model().objects.filter(is_active=True).order_by("pk")
    found = {group.name: users.filter(groups=group).first() for group in Group.objects.order_by("name")}
    return {"all": users.filter(is_superuser=True).first(), **{k: user for k, user in found.items() if user}}


def client_of(user: Any = None, language: str = "en") -> Client:
    """A browser of somebody, who reads a language."""
    client = Client(raise_request_exception=False, headers={"accept-language": language})
    if user is not None:
        client.force_login(user)
    return client


def kind_of(address: str) -> str:
    """Addresses of one kind differ in their numbers and in what they ask for."""
    parts = urlsplit(normal.address(address))
    names = sorted({name for name, _value in parse_qsl(parts.query, keep_blank_values=True)})
    return re.sub(r"\d+|(?<=/)[A-Z]{2}(?=/)", "N", parts.path) + ("?" + "&".join(names) if names else "")


class Walk:
    """From page to page by links, at most `bound` of a kind and `depth` from the first; `seen`: what was answered."""

    def __init__(self, pages: Book, name: str, client: Client, *, bound: int = 10_000, depth: int = 1_000) -> None:
        self.book, self.name, self.client, self.bound, self.depth = pages, name, client, bound, depth
        self.seen: dict[str, int] = {}
        self.forms: dict[str, str] = {}  # a kind of address that takes POST, and the first such address
        self.kinds: Counter[str] = Counter()

    def go(self, *starts: str, is_wanted: Callable[[str], object]) -> "Walk":
        """Breadth first."""
        queue = deque((start, 0) for start in starts)
        while queue:
            address, depth = queue.popleft()
            kind = kind_of(address)
            if A_FILTERED_LIST.match(kind):
                kind = kind.partition("?")[0] + "?"
            if address in self.seen or self.kinds[kind] >= self.bound:
                continue
            self.kinds[kind] += 1
            links = self.visit(address)
            if depth < self.depth:
                queue += [(link, depth + 1) for link in links if is_wanted(link)]
        return self

    def visit(self, address: str) -> list[str]:
        """Write one page down; where it leads."""
        response: Any = self.client.get(address)
        page = book.read(response)
        self.seen[address] = response.status_code
        self.book.answer(f"{self.name}/{book.name_of(address)}", response, page)
        if "Location" in response.headers:
            return [local(address, response.headers["Location"])]
        if page is None:
            return []
        for form in page.forms:
            self.note(address, form)
        links = [local(address, link) for link, _words in page.links]
        # Filters of filters would never end.
        return [link for link in links if link and not ("?" in link and "?" in address)]

    def note(self, address: str, form: Form) -> None:
        """Remember where a form leads that changes something; not the pages of one's own password."""
        for target in (form.address, *(button.address for button in form.buttons if button.address)):
            whole = local(address, target) if target else address
            if form.method == "post" and whole and "password" not in whole:
                self.forms.setdefault(kind_of(whole), whole)


def local(base: str, link: str) -> str:
    """The address within this site that a link leads to, or nothing."""
    parts = urlsplit(urldefrag(urljoin(f"http://testserver{base}", link)).url)
    if parts.netloc != "testserver" or link.startswith(("#", "mailto:", "tel:", "data:")) or not link:
        return ""
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    return "" if UNWANTED.search(address) else address


def public(pages: Book, name: str = "public") -> None:
    """Every public page, and what is for machines."""
    walk = Walk(pages, name, client_of())
    walk.go(
        "/", "/en/", "/fr/", "/es/", "/robots.txt", "/sitemap.xml", "/healthz", "/nothing/", "/en/nothing/",
        is_wanted=lambda link: not link.startswith("/admin/"),
    )  # fmt: skip


def is_admin(link: str) -> bool:
    return link.startswith("/admin/")


def back_office(pages: Book) -> None:
    """As each role sees it; and what each role gets where only the one who may do everything is led to."""
    people = staff()
    known = walked(pages, "all", people["all"], "en")
    for role, user in people.items():
        for language in LANGUAGES:
            if (role, language) == ("all", "en"):
                continue
            walk = walked(pages, role, user, language)
            if language == "en":
                doors(pages, role, walk, known)


def walked(pages: Book, role: str, user: Any, language: str) -> Walk:
    """One or two of each kind of page; in other languages than English, of most roles, the nearest pages alone."""
    bound = 2 if language == "en" and role in ("all", "Registration officers") else 1
    depth = 1_000 if language == "en" or role == "all" else 1
    walk = Walk(pages, f"admin {role} {language}", client_of(user, language), bound=bound, depth=depth)
    return walk.go("/admin/", is_wanted=is_admin)


def afterwards(pages: Book) -> None:
    """People, conversations and messages once more, many of each; and the public pages of the event."""
    wanted = re.compile(r"/admin/\w+/(registration|conversation|message|undeliverableaddress)/(\d|\?show=|\?event=)")
    walk = Walk(pages, "after all en", client_of(staff()["all"]), bound=25)
    walk.go(
        "/admin/", is_wanted=lambda link: bool(wanted.match(link)) or re.fullmatch(r"/admin/\w+/\w+/", link) is not None
    )
    for language in LANGUAGES:
        walk = Walk(pages, "after public", client_of(), depth=1_000 if language == "en" else 1)
        path = f"/{language}/events/cities-climate-mobility-forum/"
        walk.go(path, is_wanted=re.compile(re.escape(path)).match)


def doors(pages: Book, role: str, walk: Walk, known: Walk) -> None:
    """One line for each kind of page and of form: what is answered to this role. Nothing that is done so is kept."""
    asked: dict[str, str] = {}
    for address in known.seen:
        asked.setdefault(kind_of(address), address)
    lines = []
    with transaction.atomic():
        for kind, address in sorted(asked.items()):
            status = walk.seen[address] if address in walk.seen else walk.client.get(address).status_code
            lines.append(f"GET {kind} {status}")
        for kind, address in sorted(known.forms.items()):
            mark = transaction.savepoint()
            lines.append(f"POST {kind} {walk.client.post(address).status_code}")
            transaction.savepoint_rollback(mark)
        transaction.set_rollback(True)
    pages.write(f"doors/{role}", "\n".join(lines))
