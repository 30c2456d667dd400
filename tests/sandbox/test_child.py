"""The process that reads mail: the same as read here, within its bounds, whatever a mail does to it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from mailreader.condense import reading_of
from sandbox import child
from sandbox.child import Away, Bounds, Helper, NotRead, cut_file, read_head, read_mail
from tests.mailreader.mails import SAMPLES, context, docx, mail, pdf
from tests.sandbox.bad_reader import WISHES

MARKS = r"M-\d{6}"


@pytest.fixture
def bounds(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Other bounds than usual."""
    return lambda **values: monkeypatch.setattr(child, "BOUNDS", Bounds(**values))


def helped_by(module: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Helper]:
    helper = Helper(module)
    monkeypatch.setattr(child, "helper", helper)
    yield helper
    helper.stop()


@pytest.fixture
def own_helper(monkeypatch: pytest.MonkeyPatch) -> Iterator[Helper]:
    """A helper that this test may do as it likes with."""
    yield from helped_by("sandbox.child_process", monkeypatch)


@pytest.fixture
def bad_helper(monkeypatch: pytest.MonkeyPatch) -> Iterator[Helper]:
    """One whose forks do what a mail says."""
    yield from helped_by("tests.sandbox.bad_reader", monkeypatch)


def long_mail(persons: int = 1000) -> bytes:
    """A usual one, but for its length: it takes some tenths of a second."""
    lines = "\n".join(f"{number}. Ms Ana Ruiz {number}, Head of Unit, Ministry of Labour" for number in range(persons))
    return mail(f"Please register:\n\n{lines}\n", subject="Many")


def is_there(pid: int) -> bool:
    """The process runs, and is no zombie that only waits to be noticed."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def ends(pid: int) -> bool:
    """It ends, within what any machine needs for that."""
    for _turn in range(600):
        if not is_there(pid):
            return True
        time.sleep(0.05)
    return False


# What comes back ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.eml")), ids=lambda path: path.name[:2])
def test_a_mail_is_read_there_as_it_would_be_here(path: Path) -> None:
    raw = path.read_bytes()
    assert read_mail(raw, context(), MARKS) == reading_of(raw, context(), MARKS)


def test_what_no_mail_can_hold_comes_back_too() -> None:
    raw = mail("x", files=[("\u00e9\udcff.txt".encode("utf-8", "surrogateescape").decode("latin-1"), b"\x00\xff")])
    assert read_mail(raw, context(), MARKS) == reading_of(raw, context(), MARKS)


def test_the_head_of_a_mail_is_read_without_the_rest() -> None:
    found = read_head(mail("Please register me.", subject="Re: [M-000012] Gate", In_Reply_To="<a@example.org>"), MARKS)
    assert (found.sender.email, found.subject) == ("a.ruiz@red-norte.example.org", "Re: [M-000012] Gate")
    assert (found.bare_subject, found.references, found.text) == ("Gate", ("<a@example.org>",), "")
    assert not found.found.is_auto_reply_allowed


def test_a_file_is_cut_out_by_its_place() -> None:
    raw = mail("x", files=[("a.bin", b"\x00" * 1000), ("b.docx", docx(["Ana Ruiz"]))])
    cut, content = cut_file(raw, 1) or pytest.fail("no file")
    assert (cut.filename, content, cut.text) == ("b.docx", docx(["Ana Ruiz"]), "")
    cut, _content = cut_file(raw, 1, with_text=True) or pytest.fail("no file")
    assert "Ana Ruiz" in cut.text
    assert cut_file(raw, 2) is None
    assert cut_file(raw, -1) is None


def test_documents_are_read_by_the_processes_for_them() -> None:
    raw = mail("See the file.", files=[("list.pdf", pdf(["Ms Ana Ruiz, Ministry of Labour"]))])
    (file,) = read_mail(raw, context(), MARKS).files
    assert (file.pages, file.problems) == (1, ())
    cut, _content = cut_file(raw, 0, with_text=True) or pytest.fail("no file")
    assert "Ana Ruiz" in cut.text


# Its bounds -----------------------------------------------------------------------------------------------------------


def test_what_takes_longer_than_allowed_is_not_read_and_the_next_mail_is(bounds: Callable[..., None]) -> None:
    bounds(seconds=0.1)
    with pytest.raises(NotRead):
        read_mail(long_mail(), context(), MARKS)
    bounds()
    assert read_mail(long_mail(), context(), MARKS).subject == "Many"


def test_time_is_counted_anew_for_each_mail(bounds: Callable[..., None], own_helper: Helper) -> None:
    bounds(seconds=0.6)
    computed, before = 0.0, 0
    while computed < 0.7:
        assert read_mail(long_mail(60), context(), MARKS).subject == "Many"
        (fork,) = children_of(own_helper.pid)
        assert before in (0, fork), "it goes on after each mail"
        computed, before = computed_by(fork), fork


def test_what_takes_more_memory_than_allowed_is_not_read(bounds: Callable[..., None]) -> None:
    raw = mail("See the file.", subject="Large", files=[("a.bin", os.urandom(15_000_000))])
    bounds(memory=90_000_000)
    with pytest.raises(NotRead):
        read_mail(raw, context(), MARKS)
    bounds()
    assert read_mail(raw, context(), MARKS).subject == "Large"


def test_the_largest_mail_that_is_read_is_within_the_bounds() -> None:
    raw = mail("See the file.", subject="Largest", files=[("a.bin", os.urandom(28_000_000))])
    assert len(raw) > 38_000_000
    assert read_mail(raw, context(), MARKS).subject == "Largest"
    assert len((cut_file(raw, 0) or pytest.fail("no file"))[1]) == 28_000_000


@pytest.mark.parametrize("wish", sorted(WISHES.keys() - {"good"}))
def test_whatever_a_mail_does_to_its_reader_the_next_one_is_read(
    wish: str, bad_helper: Helper, bounds: Callable[..., None]
) -> None:
    bounds(seconds=0.5, memory=200_000_000)
    with pytest.raises(NotRead):
        read_mail(wish.encode(), context(), MARKS)
    assert read_mail(b"good", context(), MARKS).subject == "good"


def test_what_the_desk_fails_to_answer_is_for_the_caller(own_helper: Helper) -> None:
    class Desk:
        def __getattr__(self, name: str) -> object:
            return getattr(context(), name)

        def registrations_of(self, _email: str) -> None:
            raise LookupError("the database is away")

    with pytest.raises(LookupError):
        read_mail(mail("Please register me."), Desk(), MARKS)  # type: ignore[arg-type]
    assert read_mail(mail("Please register me.", subject="S"), context(), MARKS).subject == "S"


# The helper -----------------------------------------------------------------------------------------------------------


def test_several_threads_read_at_once(own_helper: Helper) -> None:
    subjects: list[str] = []

    def work(number: int) -> None:
        mails = [mail("x", subject=f"{number}-{turn}") for turn in range(3)]
        subjects.extend(read_mail(raw, context(), MARKS).subject for raw in mails)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(subjects) == [f"{number}-{turn}" for number in range(8) for turn in range(3)]


def test_a_helper_that_was_killed_is_started_anew(own_helper: Helper) -> None:
    read_mail(mail("x"), context(), MARKS)
    first = own_helper.pid
    for victim in [*children_of(first), first]:
        os.kill(victim, signal.SIGKILL)
    assert read_mail(mail("x", subject="S"), context(), MARKS).subject == "S"
    assert own_helper.pid not in (0, first)


def test_who_is_told_to_stop_lets_the_mail_in_hand_be_read(own_helper: Helper) -> None:
    read_mail(mail("x"), context(), MARKS)
    first = own_helper.pid
    for told in [*children_of(first), first]:
        os.kill(told, signal.SIGTERM)
        os.kill(told, signal.SIGINT)
    assert read_mail(mail("x", subject="S"), context(), MARKS).subject == "S"
    assert own_helper.pid == first


def test_it_has_no_secrets_and_knows_no_django(own_helper: Helper) -> None:
    read_mail(mail("x"), context(), MARKS)
    assert os.environ, "there is something that it could have"
    assert b"=" not in Path(f"/proc/{own_helper.pid}/environ").read_bytes()
    assert "django" not in Path(f"/proc/{own_helper.pid}/maps").read_text()
    loaded = "import sys, sandbox.child_process; print(sorted({name.partition('.')[0] for name in sys.modules}))"
    names = subprocess.run([sys.executable, "-c", loaded], cwd=settings.BASE_DIR, capture_output=True, check=True)
    assert b"'mailreader'" in names.stdout
    assert b"'django'" not in names.stdout
    assert b"psycopg" not in names.stdout


def test_it_ends_with_whoever_began_it() -> None:
    code = (
        "import os, signal\nfrom sandbox import child\n"
        "child.read_head(b'From: a@example.org', '')\n"
        "print(child.helper.pid, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert ends(int(done.stdout))


def test_a_fork_of_ours_leaves_our_helper_alone(own_helper: Helper) -> None:
    read_mail(mail("x"), context(), MARKS)
    first = own_helper.pid
    code = (
        "import os\nfrom sandbox import child\n"
        "def subject(): return child.read_head(b'From: a@example.org', '').sender.email\n"
        "subject()\nfirst = child.helper.pid\n"
        "if not os.fork():\n"
        "    assert child.helper.pid == 0\n"
        "    assert subject() == 'a@example.org'\n"
        "    child.helper.stop()\n"
        "    os._exit(0)\n"
        "assert os.wait()[1] == 0\n"
        "assert subject() == 'a@example.org'\n"
        "assert child.helper.pid == first\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert own_helper.pid == first


def test_where_none_can_be_started_nothing_is_said_of_the_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    for _helper in helped_by("sandbox.no_such_module", monkeypatch):
        with pytest.raises(Away):
            read_mail(mail("x"), context(), MARKS)


def computed_by(pid: int) -> float:
    """Seconds of the processor."""
    ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> list[int]:
    """The forks of a helper."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
