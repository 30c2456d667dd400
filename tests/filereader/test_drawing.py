"""Pages of files as pictures: the right ones, in bounded time and memory, by a process that may do nothing else."""

import io
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
from PIL import Image

from filereader import pages, pages_process
from filereader.pages import NotDrawn, draw, look_into
from mailreader.reader import read
from tests.mailreader.mails import mail, pdf
from tests.mails import papers

_keys = count()


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """No test rests for the slow file of another."""
    pages._slow.clear()
    yield
    pages._slow.clear()


def page(content: bytes, number: int = 1) -> Image.Image:
    drawn = draw(content, number, f"key {next(_keys)}")
    picture = Image.open(io.BytesIO(drawn))
    assert picture.format == "JPEG"
    return picture.convert("RGB")


def refused(content: bytes, number: int = 1, key: str = "") -> str:
    with pytest.raises(NotDrawn) as error:
        draw(content, number, key or f"key {next(_keys)}")
    return str(error.value)


def colour(picture: Image.Image) -> str:
    """The colour that the sheet was made of."""
    found = picture.getpixel((picture.width // 2, picture.height // 2))
    assert isinstance(found, tuple)

    def distance(name: str) -> int:
        return sum(abs(one - other) for one, other in zip(found, papers.COLOURS[name], strict=True))

    return min(papers.COLOURS, key=distance)


# What is drawn --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [papers.scan, papers.fax])
def test_each_page_is_drawn_as_itself(make: papers.Maker) -> None:
    content = make("red", "green", "blue")
    assert look_into(content, 2.0) == (3, "")
    assert [colour(page(content, number)) for number in (1, 2, 3)] == ["red", "green", "blue"]
    assert refused(content, 4) == "no-page"


@pytest.mark.parametrize("make", [papers.scan, papers.fax])
def test_a_sheet_has_the_shape_of_paper(make: papers.Maker) -> None:
    picture = page(make("red"))
    assert picture.height / picture.width == pytest.approx(papers.A4[1] / papers.A4[0], abs=0.12)
    assert picture.width > 1000


def test_what_was_typed_is_drawn_too() -> None:
    assert page(pdf(["Ms Ana Pérez"] * 30)).convert("L").getextrema() == (pytest.approx(0, abs=60), 255)


# What strangers send --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), [(100_000, 100_000), (14_400, 1), (1, 14_400), (0, 0), (-5, 1e30)])
def test_no_page_is_larger_than_a_picture_may_be(width: float, height: float) -> None:
    assert max(page(papers.blank(width, height)).size) <= pages_process.LONGEST


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 5000,
        b"%PDF-1.7\n" + bytes(range(256)) * 40,
        papers.scan("red")[:4000],
        b"II*\x00" + b"\xff" * 300,
        b"MM\x00*\x00\x00\x00\x08\x00\x00\x00\x00",
        Path(sys.executable).read_bytes()[:50_000],
    ],
    ids=["empty", "nuls", "noise", "cut", "tiff", "empty-tiff", "program"],
)
def test_what_is_broken_is_not_drawn(content: bytes) -> None:
    assert refused(content) == "failed"
    with pytest.raises(NotDrawn, match="failed"):
        look_into(content, 2.0)


def test_what_is_locked_is_said() -> None:
    content = papers.locked(papers.scan("red"))
    assert refused(content) == "locked"
    with pytest.raises(NotDrawn, match="locked"):
        look_into(content, 2.0)


@pytest.mark.parametrize("make", [papers.endless, papers.enormous_picture])
def test_a_page_that_would_take_for_ever_is_given_up(make: papers.Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    # So little that a quick machine does not draw the picture in it.
    monkeypatch.setattr(pages, "SECONDS", 0.4)
    monkeypatch.setattr(pages, "SLOW", 0.2)
    content = make()
    before = pages.computed()
    assert refused(content, key="slow") == "late"
    assert pages.computed() - before < 4
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1_000_000  # kilobytes
    # The others of its pages are not even tried for a while; those of other files are.
    monkeypatch.setattr(pages, "_ask", lambda *_: b"drawn")
    assert refused(content, 2, key="slow") == "failed"
    assert draw(content, 1, "another") == b"drawn"
    monkeypatch.setattr(pages, "REST", -1.0)
    assert draw(content, 2, "slow") == b"drawn"


def test_slow_files_are_forgotten_when_they_have_rested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_ask", lambda *_: b"drawn")
    monkeypatch.setattr(pages, "REST", -1.0)
    pages._slow.update({f"slow {number}": time.monotonic() for number in range(5)})
    draw(b"x", 1, "another")
    assert pages._slow == {}


def test_who_waits_behind_a_slow_file_has_a_turn() -> None:
    assert pages.PATIENCE > pages.CLOCK


def test_time_of_the_processor_is_bounded_too() -> None:
    """Where nobody looks at the clock, the process ends by itself."""
    command = [sys.executable, "-I", pages_process.__file__, "1.0", "1", "0"]
    done = subprocess.run(command, input=papers.endless(), capture_output=True, timeout=60, check=False)
    assert done.returncode < 0
    assert not done.stdout


# What the process may do ----------------------------------------------------------------------------------------------


def acting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str) -> None:
    """Another process in the place of the one that draws."""
    script = tmp_path / "act.py"
    script.write_text(code)
    monkeypatch.setattr(pages, "_PROCESS", script)


def test_it_knows_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", "hidden")
    acting(monkeypatch, tmp_path, "import os; print(sorted(os.environ), os.getcwd())")
    said = draw(b"x", 1, "any").decode()
    assert "SECRET_KEY" not in said
    assert "DATABASE_URL" not in said
    assert said.endswith("/\n")


def test_what_it_says_is_read_up_to_a_limit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    acting(monkeypatch, tmp_path, "import sys\nwhile True: sys.stdout.buffer.write(b'x' * 65536)")
    began_at = time.monotonic()
    assert refused(b"x") == "failed"
    assert time.monotonic() - began_at < pages.CLOCK / 2


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import time; time.sleep(60)", "late"),
        ("import sys; sys.stdin.buffer.read(); input()", "failed"),
        ("", "failed"),
    ],
)
def test_one_that_says_nothing_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, why: str) -> None:
    acting(monkeypatch, tmp_path, code)
    if why == "late":
        monkeypatch.setattr(pages, "CLOCK", 1.5)
    assert refused(b"x" * 3_000_000) == why


@pytest.mark.parametrize("said", ["no number", "12345678", "-1"])
def test_a_number_of_pages_is_a_number(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str) -> None:
    acting(monkeypatch, tmp_path, f"print({said!r}, end='')")
    with pytest.raises(NotDrawn, match="failed"):
        look_into(b"x", 2.0)


def test_it_writes_no_file_and_takes_no_more_memory(tmp_path: Path) -> None:
    folder = Path(pages_process.__file__).parent
    head = f"import sys; sys.path.insert(0, {str(folder)!r}); from pages_process import confine; confine(3.0)\n"

    def run(code: str) -> int:
        command = [sys.executable, "-I", "-c", head + code]
        return subprocess.run(command, capture_output=True, timeout=30, check=False).returncode

    assert run("x = 1") == 0
    assert run(f"with open({str(tmp_path / 'written')!r}, 'w') as file: file.write('x' * 100)") != 0
    assert (tmp_path / "written").read_text() == ""
    assert run(f"bytearray({pages_process.MEMORY})") != 0


def test_the_library_is_loaded_nowhere_else() -> None:
    """It stays out of the memory of the processes that serve pages and read mail."""
    code = (
        "import sys; import filereader.pages, mailreader.reader\n"
        "assert 'pypdfium2' not in sys.modules and 'PIL' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_one_page_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    under_way, most = 0, 0
    lock = threading.Lock()

    def slowly(*_arguments: object) -> bytes:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.05)
        with lock:
            under_way -= 1
        return b"drawn"

    monkeypatch.setattr(pages, "_ask", slowly)
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(lambda number: draw(b"x", number, "k"), range(6))) == [b"drawn"] * 6
    assert most == 1
    monkeypatch.setattr(pages, "PATIENCE", 0.0)
    with pages._turn:
        assert refused(b"x") == "busy"
    assert draw(b"x", 1, "k") == b"drawn"


# What is said of the file when the mail comes -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "kind", "pages", "is_scan", "problems"),
    [
        ("nv.pdf", papers.scan("red", "blue"), "application/pdf", 2, True, ()),
        ("nv.tif", papers.fax("red", "blue"), "image/tiff", 2, True, ()),
        ("nv.dat", papers.fax("red"), "image/tiff", 1, True, ()),
        ("letter.pdf", pdf(["The Ministry nominates Ms Ana Perez, Head of Unit"]), "application/pdf", 1, False, ()),
        ("stamp.pdf", pdf(["Scanned with a telephone"]), "application/pdf", 1, True, ()),
        ("locked.pdf", papers.locked(papers.scan("red")), "application/pdf", 0, False, ("locked-document",)),
        ("cut.pdf", papers.scan("red")[:4000], "application/pdf", 0, False, ("damaged-document",)),
        ("photo.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "image/heic", 0, False, ()),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_what_a_file_is(
    name: str, content: bytes, kind: str, pages: int, is_scan: bool, problems: tuple[str, ...]
) -> None:
    file = read(mail("Please see the attached note verbale.", files=[(name, content)])).attachments[0]
    assert (file.content_type, file.pages, file.is_scan, file.problems) == (kind, pages, is_scan, problems)


def test_a_file_is_not_damaged_where_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages.sys, "executable", "/nowhere/python")
    assert refused(b"x") == "away"
    file = read(mail("Please see.", files=[("nv.pdf", papers.scan("red"))])).attachments[0]
    assert (file.pages, file.problems) == (0, ("not-read",))


def test_the_pages_of_a_file_whose_text_cannot_be_read_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = pages._ask

    def failing(content: bytes, seconds: float, number: int, texts: int = 0) -> bytes:
        if texts:
            raise NotDrawn("failed")
        return ask(content, seconds, number)

    monkeypatch.setattr(pages, "_ask", failing)
    file = read(mail("Please see.", files=[("nv.pdf", papers.scan("red", "blue"))])).attachments[0]
    assert (file.pages, file.problems) == (2, ("damaged-document",))


def test_a_scan_too_large_to_be_read_can_be_looked_at() -> None:
    content = papers.scan("red", "green") + b"\n" * 8_000_000
    file = read(mail("Please see.", files=[("large.pdf", content)])).attachments[0]
    assert (file.pages, file.is_scan, file.problems) == (2, True, ("document-cut",))
