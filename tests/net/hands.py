"""Somebody at a browser: opens, follows a link by its words, presses a button by its label. Each answer is kept."""

import re
from typing import Any
from urllib.parse import urldefrag, urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.net import book
from tests.net.book import Book
from tests.net.pages import Button, Control, Form, Page
from tests.net.site import Clock


class Missing(Exception):
    """What should be on the page is not there."""


class Hands:
    """One person; `name` is the file that the answers go to, one after the other."""

    def __init__(self, pages: Book, clock: Clock, client: Client) -> None:
        self.book, self.clock, self.client = pages, clock, client
        self.name, self.address = "journey", "/"
        self.page = Page("")
        self.response: Any = None

    def open(self, address: str) -> "Hands":
        """Ask for an address, as it is or beside the one before."""
        return self._ask("get", urljoin(self.address, address))

    def follow(self, words: str, address: str = "") -> "Hands":
        """The first link whose words, and whose address, match these patterns."""
        for target, said in self.page.links:
            if re.search(words, said) and re.search(address, target) and target:
                return self.open(target)
        raise Missing(f"no link “{words}” {address} on {self.address}")

    def press(self, label: str, within: str = "", /, **values: Any) -> "Hands":
        """The first button that is labelled so, in a form in whose text `within` stands, with these fields filled in.

        Fields are named whole, or without what stands before their last hyphen.
        """
        form, button = self._button(label, within)
        data = filled(form, values)
        if button.name:
            data[button.name] = button.value
        address = urljoin(self.address, button.address or form.address or self.address)
        self.clock.on(minutes=3)
        return self._ask("get" if form.method == "get" else "post", address, data)

    def _button(self, label: str, within: str) -> tuple[Form, Button]:
        for form in self.page.forms:
            for button in form.buttons:
                if re.search(label, button.label) and re.search(within, form.text + form.address):
                    return form, button
        raise Missing(f"no button “{label}” {within} on {self.address}")

    def _ask(self, method: str, address: str, data: dict[str, Any] | None = None) -> "Hands":
        address = urldefrag(address).url.removeprefix("http://testserver")
        if method == "get" and data is not None:
            address = address.partition("?")[0]
        self.response = getattr(self.client, method)(address, data, follow=True)
        chain = [target for target, _status in getattr(self.response, "redirect_chain", ())]
        self.address = urljoin(address, chain[-1]) if chain else address
        page = book.read(self.response)
        self.page = page or Page("")
        way = " → ".join([f"{method.upper()} {address}", *chain])
        self.book.write(f"journey/{self.name}", f"{way}\n{book.told(self.response, page)}")
        return self

    def content(self) -> bytes:
        """The bytes of the last answer."""
        return book.body_of(self.response)


def filled(form: Form, values: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends, with some fields changed: None leaves one out, True ticks, bytes are a file."""
    data: dict[str, list[Any]] = {}
    used = set()
    for control in form.controls:
        key = control.name if control.name in values else control.name.rpartition("-")[2]
        if key in values and control.name:
            used.add(key)
            data.setdefault(control.name, []).extend(as_sent(control, values[key]))
        elif control.name and control.kind != "file":
            data.setdefault(control.name, []).extend(control.values)
    if lacking := values.keys() - used:
        raise Missing(f"no fields {sorted(lacking)} in the form {form.address}")
    return {name: each for name, each in data.items() if each}


def as_sent(control: Control, value: Any) -> list[Any]:
    """Of boxes that share a name, those whose value is given; of a list, the entry with such words."""
    if value is None:
        return []
    if control.kind == "file":
        return [SimpleUploadedFile(*value)]
    if isinstance(value, re.Pattern):
        return next(([each] for each, label in control.options if value.search(label)), [])
    wanted = value if isinstance(value, list) else [value]
    if control.kind in ("checkbox", "radio"):
        return [each for each, _label in control.options if value is True or each in wanted]
    return wanted
