"""Mails made to hurt: each is read in a bounded time, and none raises."""

import multiprocessing
import random
import resource
import time
import tracemalloc
from collections.abc import Callable

import pytest

from mailreader.reader import read
from mailreader.repeatable import folded_lines
from mailreader.understanding import understand
from tests.mailreader.mails import SAMPLES, archive, context, mail, raw
from tests.proofs import DAMAGED_MAILS, SEED

SECONDS = 2.0


def nested() -> bytes:
    head = b"From: a@x.example.org\r\n"
    return head + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(10_000)
    )


def wide() -> bytes:
    return raw(
        "From: a@x.example.org\nContent-Type: multipart/mixed; boundary=b",
        b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 10_000,
    )


def mails_in_mails() -> bytes:
    return b"From: a@x.example.org\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 10_000


def many_headers() -> bytes:
    return b"".join(b"X-%d: y\r\n" % n for n in range(200_000)) + b"From: a@x.example.org\r\n\r\nhi"


def one_long_header() -> bytes:
    return b"From: " + b'"a" <' * 400_000 + b"\r\nSubject: " + b"=?utf-8?q?" * 300_000 + b"\r\n\r\nhi"


def long_addresses() -> bytes:
    return (
        b"From: a@x.example.org\r\nTo: " + b",".join(b"a%d@x.example.org" % n for n in range(100_000)) + b"\r\n\r\nhi"
    )


def tower_of_tags() -> bytes:
    return mail(html="<div>" * 100_000 + "x")


def tower_of_formatting() -> bytes:
    return mail(html="<b><i><font color=red>" * 60_000)


def tower_of_tables() -> bytes:
    return mail(html="<table><tr><td>" * 30_000)


def huge_table() -> bytes:
    return mail(html="<table>" + "<tr>" + "<td rowspan=1000 colspan=1000>x</td>" * 30 + "</tr>" * 3000 + "</table>")


def open_comment() -> bytes:
    return mail(html="<!--" * 150_000 + "<![CDATA[" * 20_000)


def zip_bomb() -> bytes:
    sheet = b"<row><c t='inlineStr'><is><t>" + b"a" * 200_000_000
    return mail(
        "x",
        files=[
            ("a.xlsx", archive({"[Content_Types].xml": "x", "xl/workbook.xml": "x", "xl/worksheets/sheet1.xml": sheet}))
        ],
    )


def many_members() -> bytes:
    return mail("x", files=[("a.docx", archive({f"f{n}": "x" for n in range(5000)}))])


def entity_bomb() -> bytes:
    xml = (
        "<!DOCTYPE a [<!ENTITY a 'xxxxxxxxxx'>"
        + "".join(f"<!ENTITY a{n} '{'&a' + str(n - 1) + ';' if n else '&a;'}{'&a;' * 9}'>" for n in range(20))
        + "]><a>&a19;</a>"
    )
    return mail("x", files=[("a.docx", archive({"[Content_Types].xml": "x", "word/document.xml": xml}))])


def endless_pdf() -> bytes:
    pages = b"<< /Type /Pages /Kids [2 0 R 2 0 R 2 0 R] /Count 9999999 >>"
    return mail(
        "x",
        files=[
            (
                "a.pdf",
                b"%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj " + pages + b" endobj\n" * 20_000,
            )
        ],
    )


def long_line() -> bytes:
    return mail("please register " + "Mr A B, " * 60_000)


def many_names() -> bytes:
    return mail(
        "Please register:\n" + "".join(f"- Mr Ed Ito{n}, Director, e{n}@x.example.org\n" for n in range(20_000))
    )


def many_labels() -> bytes:
    return mail("Nom : A\nPrénom : B\nFonction : C\n" * 10_000)


def deep_quote() -> bytes:
    return mail(">" * 100_000 + "\n" + "From: a\nTo: b\nSubject: c\nSent: d\n" * 5_000)


def near_attributions() -> bytes:
    return mail("On " * 50_000 + "\n" + "On 1 x <a@b.example.org> " * 200 + "\n" + ("le 1 " + "a " * 100 + "\n") * 2000)


def spaces() -> bytes:
    return mail("a" + " \t" * 150_000 + "b\n" + "." * 100_000 + "\n" + "de " * 60_000 + "\n" + "1 1 1 1 " * 40_000)


def digits() -> bytes:
    return mail("+" + "1 (" * 60_000 + "\n" + "1/" * 60_000 + "\n" + "a@" * 60_000 + "\n" + "a." * 60_000 + "@b")


def one_word() -> bytes:
    return mail("X" * 300_000 + "\n" + "DLG27-" * 40_000 + "\n" + "Aa" * 100_000)


def csv_without_end() -> bytes:
    return mail("x", files=[("a.csv", b'"' + b"a,b\n" * 200_000)])


def spaces_of_html() -> bytes:
    return mail(html="<p>\u00a0</p>" * 85_000 + "<p>" + "\u00a0" * 100_000)


def tags_that_close_others() -> bytes:
    return mail(html="<b></i>" * 57_000)


def lines_of_dashes() -> bytes:
    return mail("\n".join(["-" * 199] * 500))


def nested_quotes() -> bytes:
    return mail(html=("<blockquote>" + "<br>" * 20) * 390 + "x" + "</blockquote>" * 390)


def many_pages() -> bytes:
    page = "<div><p>Please register Ms A B</p><table><tr><td>a</td></tr></table></div>" * 150
    part = f"--b\r\nContent-Type: text/html\r\n\r\n{page}\r\n"
    return raw("From: a@x.example.org\nContent-Type: multipart/mixed; boundary=b", (part * 40 + "--b--").encode())


def spaces_behind_a_label() -> bytes:
    return mail(f"Name:{' ' * 200_000}x\nFunction:{' ' * 200_000}")


def names_without_end() -> bytes:
    return mail("please register " + "M-" * 9500 + "x", subject="M-" * 9500 + "x")


def subject_of_dashes() -> bytes:
    return raw(f"From: a@x.example.org\nSubject: {'-' * 19_000}", b"hi")


def many_denials() -> bytes:
    return mail("not " * 3000 + "please " * 3000 + "we would like to register Ms A B who " * 300)


BUILDERS = [
    spaces_of_html,
    tags_that_close_others,
    lines_of_dashes,
    nested_quotes,
    many_pages,
    spaces_behind_a_label,
    names_without_end,
    subject_of_dashes,
    many_denials,
    nested,
    wide,
    mails_in_mails,
    many_headers,
    one_long_header,
    long_addresses,
    tower_of_tags,
    tower_of_formatting,
    tower_of_tables,
    huge_table,
    open_comment,
    zip_bomb,
    many_members,
    entity_bomb,
    endless_pdf,
    long_line,
    many_names,
    many_labels,
    deep_quote,
    near_attributions,
    spaces,
    digits,
    one_word,
    csv_without_end,
]


@pytest.mark.parametrize("build", BUILDERS, ids=lambda build: build.__name__)
def test_a_hostile_mail_costs_a_bounded_time(build: Callable[[], bytes]) -> None:
    content = build()
    began_at = time.process_time()
    found = read(content)
    result = understand(found, context())
    assert time.process_time() - began_at < SECONDS
    assert not [problem for problem in result.problems if problem.startswith(("unreadable", "not-understood"))]


# A few lines that once took many seconds or had no end: what a pattern tried grew with a power of their length.
DAYS = {
    "days and addresses": f"le {'1' * 80}{'@' * 120}\n" * 8,
    "days and answers": f"am {'1' * 40} schrieb {'a' * 60}{'@' * 90}\n" * 8,
}
FEW_LINES = DAYS | {
    "nobody named": f"Please register:\n- {'un' * 29}x (name to follow)",
    "courtesies": f"Let us know if {'vous ' * 60}arrive.",
    "days of coming": f"I shall come only {'attend' * 19} later.\n\n" * 8,
    "dashes": f"{'-' * 190}x\n" * 80,
    "gaps behind a forward": f"transmis par{' ' * 180}x\n" * 200,
    "gaps behind a label": f"a{' ' * 390}x\n" * 400,
}


def within_seconds(work: Callable[[], object]) -> bool:
    """It ends within two seconds of processor time of a process of its own; what does not is killed there."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (2, 2))
        work()

    process = multiprocessing.get_context("fork").Process(target=limited)
    process.start()
    process.join()
    return process.exitcode == 0


@pytest.mark.parametrize("text", FEW_LINES.values(), ids=FEW_LINES)
def test_a_few_hostile_lines_are_understood_at_once(text: str) -> None:
    desk = context()
    assert within_seconds(lambda: understand(read(mail(text)), desk))


@pytest.mark.parametrize("text", DAYS.values(), ids=DAYS)
def test_a_few_hostile_lines_are_shown_at_once(text: str) -> None:
    assert within_seconds(lambda: folded_lines(text))


def test_a_hostile_mail_costs_bounded_memory() -> None:
    content = zip_bomb()
    tracemalloc.start()
    read(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60_000_000


def damaged(content: bytes, dice: random.Random) -> bytes:
    """The mail with bytes flipped, lines doubled or lost, cut short, or its charsets and boundaries made wrong."""
    data = bytearray(content)
    kind = dice.randrange(7)
    if kind == 0:
        for _turn in range(dice.randrange(1, 60)):
            data[dice.randrange(len(data))] = dice.randrange(256)
    elif kind == 1:
        del data[dice.randrange(len(data)) :]
    elif kind in (2, 3):
        lines = bytes(data).split(b"\r\n")
        for _turn in range(dice.randrange(1, 12)):
            place = dice.randrange(len(lines))
            lines[place : place + 1] = [lines[place]] * dice.choice([0, 2, 3])
            lines = lines or [b""]
        data = bytearray(b"\r\n".join(lines))
    elif kind == 4:
        wrong = dice.choice(
            [
                b"utf-7",
                b"x-none",
                b"utf-16",
                b"idna",
                b"base64",
                b"\xff\xfe",
                b"cp037",
                b"hz",
                b"",
                b'utf-8"',
                b"punycode",
            ]
        )
        data = bytearray(content.replace(b"utf-8", wrong).replace(b"ISO-8859-1", wrong).replace(b"us-ascii", wrong))
    elif kind == 5:
        start = dice.randrange(len(data))
        data[start : start + dice.randrange(200)] = bytes(dice.randrange(256) for _sign in range(dice.randrange(200)))
    else:
        words = [
            b"base64",
            b"quoted-printable",
            b"multipart",
            b"boundary",
            b"message/rfc822",
            b"text/html",
            b"text/plain",
            b":",
            b"<",
            b">",
        ]
        data = bytearray(content.replace(dice.choice(words), dice.choice(words), dice.randrange(1, 4)))
    return bytes(data)


@pytest.mark.parametrize("start", range(0, DAMAGED_MAILS, 100))
def test_a_damaged_mail_raises_nothing(start: int) -> None:
    samples = [path.read_bytes() for path in sorted(SAMPLES.glob("*.eml"))]
    desk = context()
    faults = []
    for number in range(start, start + 100):
        content = damaged(samples[number % len(samples)], random.Random(SEED + number))  # noqa: S311  # repeatable, no secret
        result = understand(read(content), desk)
        faults += [
            (number, problem) for problem in result.problems if problem.startswith(("unreadable", "not-understood"))
        ]
    assert faults == []
