"""winmail.dat: what is damaged or hostile gives what can be read of it, and never an error."""

import struct

import pytest

from mailreader.tnef import unpack

HEAD = b"\x78\x9f\x3e\x22\x01\x00"


def attribute(name: int, value: bytes) -> bytes:
    return b"\x01" + struct.pack("<II", name, len(value)) + value + b"\x00\x00"


def long_name(name: str) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    return b"\x1f\x00\x07\x37\x01\x00\x00\x00" + struct.pack("<I", len(raw)) + raw


WHOLE = HEAD + b"".join(
    [
        attribute(0x00069007, struct.pack("<Q", 1251)),
        attribute(0x0002800C, "Прошу зарегистрировать".encode("cp1251") + b"\0"),
        attribute(0x00069002, b"\0" * 14),
        attribute(0x00018010, b"NOTE~1.PDF\0"),
        attribute(0x0006800F, b"%PDF-1.4"),
        attribute(0x00069005, long_name("Note «verbale».pdf")),
    ]
)


def test_text_by_its_code_page_and_files_by_their_long_names() -> None:
    text, file = unpack(WHOLE)
    assert text.body.decode() == "Прошу зарегистрировать"
    assert (file.raw_filename, file.body) == ("Note «verbale».pdf", b"%PDF-1.4")


def test_a_page_among_the_properties_is_the_text() -> None:
    page = b"<p>Please register me</p>"
    content = HEAD + attribute(0x00069003, b"\x02\x01\x13\x10\x01\x00\x00\x00" + struct.pack("<I", len(page)) + page)
    [part] = unpack(content)
    assert (part.content_type, part.body) == ("text/html", page)


@pytest.mark.parametrize("end", range(0, len(WHOLE), 7))
def test_what_is_cut_off_is_read_as_far_as_it_goes(end: int) -> None:
    assert len(unpack(WHOLE[:end])) <= 2


def test_no_length_that_is_claimed_makes_it_larger() -> None:
    content = HEAD + b"\x01" + struct.pack("<II", 0x0002800C, 0xFFFFFFFF) + b"short"
    assert [part.body for part in unpack(content)] == [b"short"]
    assert len(unpack(HEAD + attribute(0x00069002, b"") * 5000)) == 0
