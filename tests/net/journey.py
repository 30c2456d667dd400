"""What people do, step by step: register, decide, answer mail. A step that cannot be done is told in the record."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.core import mail
from django.core.management import call_command

from tests.net.book import Book
from tests.net.hands import Hands, Missing
from tests.net.site import Clock
from tests.net.walks import client_of, staff

MAILS = Path(__file__).resolve().parent / "mails"
MAILBOX = "forum-registration@example.org"
EVENT = "Cities on the Move"
PDF = ("note.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")


class Journey:
    """Who takes part, and what they share."""

    def __init__(self, book: Book, clock: Clock) -> None:
        self.book, self.clock = book, clock
        self.delivered = 0
        self.name = ""
        self._people: dict[str, Hands] = {}
        self._lists: dict[str, str] = {}

    def hands(self, role: str = "", language: str = "en") -> Hands:
        """Somebody of a role, or a stranger; what they see goes to the file of the step."""
        key = f"{role} {language}"
        if key not in self._people:
            self._people[key] = Hands(self.book, self.clock, client_of(staff()[role] if role else None, language))
        hands = self._people[key]
        hands.name = self.name
        return hands

    @property
    def officer(self) -> Hands:
        return self.hands("Registration officers")

    @property
    def chief(self) -> Hands:
        return self.hands("all")

    def menu(self, hands: Hands, words: str, **query: str) -> Hands:
        """A list of the back office, and what is found in it."""
        if words not in self._lists:
            page = hands.open("/admin/").page
            found = [link for link, said in page.links if said == words and link.startswith("/admin/")]
            if not found:
                raise Missing(f"no list {words}")
            self._lists[words] = found[0]
        return hands.open(self._lists[words] + (f"?{urlencode(query)}" if query else ""))

    def person(self, words: str, hands: Hands | None = None) -> Hands:
        """The page of a registration, found by a reference or a name."""
        return self.menu(hands or self.officer, "Registrations", q=words).follow(".", r"/registration/\d+/change/")

    def mail(self, words: str, hands: Hands | None = None) -> Hands:
        """The page of a conversation, found by words of it."""
        hands = self.menu(hands or self.officer, "Conversations", q=words, show="all")
        return hands.follow(".", r"/conversation/\d+/")

    def run(self, *steps: Callable[["Journey"], None]) -> None:
        """Each step, whatever became of those before."""
        for step in steps:
            self.name = step.__name__.replace("_", " ")
            self.clock.on(minutes=7)
            try:
                step(self)
            except Missing as error:
                self.book.fail(f"{self.name}: {error}")
                self.book.write(f"journey/{self.name}", f"could not go on: {error}")
            except Exception as error:  # noqa: BLE001  the record tells it, the walk goes on
                self.book.fail(f"{self.name}: {type(error).__name__} {error}")
                self.book.write(f"journey/{self.name}", f"failed: {type(error).__name__} {error}")

    # Mail -------------------------------------------------------------------------------------------------------------

    def deliver(self) -> None:
        """All that is due leaves; each mail is written down."""
        call_command("worker", batch=True, stdout=StringIO(), stderr=StringIO())
        new, self.delivered = mail.outbox[self.delivered :], len(mail.outbox)
        for each in new:
            self.book.write(f"mails/{each.to[0]}", mail_told(each.message()))

    def last_mail(self, address: str) -> Any:
        """The newest mail that went to an address."""
        found = [each for each in mail.outbox if each.to == [address]]
        if not found:
            raise Missing(f"no mail to {address}")
        return found[-1].message()

    def link(self, address: str) -> str:
        """The personal link in the newest mail to an address."""
        for part in self.last_mail(address).walk():
            if part.get_content_type() == "text/plain":
                text = part.get_payload(decode=True).decode()
                if found := re.search(r"http://testserver(/\S+/(?:r/[^/\s]+/|register/\?\S+))", text):
                    return found[1]
        raise Missing(f"no link in the mail to {address}")

    def receive(self, *files: Path) -> None:
        """Mails come in as from the mail server."""
        out = StringIO()
        for file in files:
            self.clock.on(minutes=1)
            code: Any = 0
            try:
                call_command("receive_mail", str(file), mailbox=MAILBOX, stdout=out, stderr=out)
            except SystemExit as error:
                code = error.code
            out.write(f"{code}\n")
        self.book.write(f"journey/{self.name}", re.sub(r"\S*/([\w.-]+\.eml)", r"\1", out.getvalue()))


def mail_told(message: Any) -> str:
    """The mail as it leaves: headers and parts, each as it is read."""
    lines = []
    for part in message_from_bytes(message.as_bytes(), policy=policy.default).walk():
        lines += [f"{name}: {value}" for name, value in part.items()]
        if not part.is_multipart():
            body = part.get_payload(decode=True)
            assert isinstance(body, bytes)
            lines += ["", body.decode(part.get_content_charset() or "ascii", "replace").replace("\r\n", "\n").rstrip()]
        lines.append("-" * 20)
    return "\n".join(lines)


def rows(name: str) -> Any:
    """All rows of the model of this name, in whatever app it is."""
    return next(model for model in apps.get_models() if model.__name__ == name)._default_manager.all()
