"""People who register on the running site, all at once, and what they were answered."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import NamedTuple
from urllib.parse import parse_qsl

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.bench import reader
from tests.bench.site import Site

RECEIVED = (302, 303)
PATIENCE = 60


class Answer(NamedTuple):
    """What one request came to: the address that was registered, the status (0: no answer) and the seconds it took."""

    email: str
    status: int
    seconds: float


class Crowd:
    """Registers people by an event's form; every person has a number, and so an address of their own."""

    def __init__(self, site: Site, path: str) -> None:
        self.site, self.path = site, path
        self.answers: list[Answer] = []
        self._number = 0
        self._lock = threading.Lock()

    @property
    def received(self) -> list[str]:
        """The addresses of those who were told that it was received."""
        return [answer.email for answer in self.answers if answer.status in RECEIVED]

    @property
    def longest(self) -> float:
        """Seconds of the longest answer."""
        return max((answer.seconds for answer in self.answers), default=0)

    def register(self, document: bytes = b"") -> None:
        """One person reads the form, fills it in and sends it."""
        with self._lock:
            self._number += 1
            number = self._number
        began_at, status = time.monotonic(), 0
        with suppress(OSError, http.client.HTTPException):  # nobody answered
            status = self._send(number, document)
        answer = Answer(f"bench-{number}@example.org", status, time.monotonic() - began_at)
        with self._lock:
            self.answers.append(answer)
        if status not in RECEIVED:
            time.sleep(0.5)  # no person is quicker to try again

    def _send(self, number: int, document: bytes) -> int:
        connection = http.client.HTTPConnection(self.site.host, self.site.port, timeout=PATIENCE)
        try:
            status, body, _headers = reader.fetch(connection, self.path)
            if status != 200:
                return status
            html = body.decode()
            sent: bytes | str = reader.filled_in(reader.Page(html), number, reader.hidden_values(html))
            kind = "application/x-www-form-urlencoded"
            if document:
                sent, kind = _with_document(str(sent), document), MULTIPART_CONTENT
            connection.request("POST", self.path, sent, {"Content-Type": kind})
            response = connection.getresponse()
            response.read()
            return response.status
        finally:
            connection.close()

    @contextmanager
    def pressing(self, people: int) -> Iterator[None]:
        """So many register again and again while the block lasts."""
        with again_and_again([self.register] * people):
            yield

    def rush(self, people: int, seconds: float) -> None:
        """So many come one by one over so many seconds."""
        with ThreadPoolExecutor(people) as pool:
            for _person in range(people):
                pool.submit(self.register)
                time.sleep(seconds / people)


def _with_document(form: str, document: bytes) -> bytes:
    fields = {**dict(parse_qsl(form)), "nomination_document": SimpleUploadedFile("letter.pdf", document)}
    return encode_multipart(BOUNDARY, fields)


@contextmanager
def again_and_again(what: list[Callable[[], None]]) -> Iterator[None]:
    """Each in a thread of its own, until the block ends."""
    stop = threading.Event()

    def go_on(one: Callable[[], None]) -> None:
        while not stop.is_set():
            one()

    threads = [threading.Thread(target=go_on, args=[one]) for one in what]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


class Watch:
    """Asks for one page again and again, and keeps the seconds of the longest answer."""

    def __init__(self, site: Site, path: str) -> None:
        self.site, self.path, self.longest, self.count, self.errors = site, path, 0.0, 0, 0

    def __call__(self) -> None:
        began_at = time.monotonic()
        connection = http.client.HTTPConnection(self.site.host, self.site.port, timeout=PATIENCE)
        try:
            status, _body, _headers = reader.fetch(connection, self.path)
            self.errors += status != 200
        except (OSError, http.client.HTTPException):
            self.errors += 1
        finally:
            connection.close()
        self.longest, self.count = max(self.longest, time.monotonic() - began_at), self.count + 1
        time.sleep(0.05)
