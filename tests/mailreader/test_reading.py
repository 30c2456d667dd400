"""Facts from bytes: charsets, headers, quotes, HTML, files of a mail."""

import re

import pytest

from filereader import html
from mailreader.reader import read
from tests.mailreader.mails import archive, docx, mail, raw


def body(charset: str, content: bytes) -> str:
    head = (
        "From: a@x.example.org\nMIME-Version: 1.0\nContent-Type: text/plain;"
        f" charset={charset}\nContent-Transfer-Encoding: 8bit"
    )
    return read(raw(head, content)).text


@pytest.mark.parametrize(
    ("charset", "content"),
    [
        ("utf-8", "Éœ€ – ñ".encode()),
        ("iso-8859-1", "Éœ€ – ñ".encode("cp1252")),
        ("us-ascii", "Éœ€ – ñ".encode("cp1252")),
        ("us-ascii", "Éœ€ – ñ".encode()),
        ("x-unknown", "Éœ€ – ñ".encode()),
        ("x-unknown", "Éœ€ – ñ".encode("cp1252")),
        ("utf-8", "Éœ€ – ñ".encode("cp1252")),
        ("utf-16", "Éœ€ – ñ".encode("utf-16")),
        ("iso-8859-15", "Éœ€ \xf1".encode("iso-8859-15")),
    ],
)
def test_accents_are_read_whatever_the_label_says(charset: str, content: bytes) -> None:
    assert body(charset, content).replace("–", "–").startswith("Éœ€")


@pytest.mark.parametrize(
    ("charset", "codec", "text"),
    [
        ("Shift_JIS", "cp932", "①髙橋"),
        ("x-sjis", "cp932", "登録"),
        ("gb2312", "gb18030", "朱镕基"),
        ("euc-kr", "cp949", "똠방각하"),
        ("ISO-2022-JP", "iso2022_jp_ext", "山田 ｶﾀｶﾅ"),
        ("iso-8859-9", "cp1254", "“Şahin”"),
        ("tis-620", "cp874", "“ทดสอบ”"),
        ("iso-8859-8-i", "iso-8859-8", "שלום"),
    ],
)
def test_a_label_means_the_larger_set_that_programs_send_under_it(charset: str, codec: str, text: str) -> None:
    assert body(charset, text.encode(codec)) == text


def test_a_wrong_label_is_noted() -> None:
    head = "From: a@x.example.org\nContent-Type: text/plain; charset=x-unknown"
    assert "unknown-charset" in read(raw(head, b"hello")).problems


def test_a_letter_cut_in_two_by_encoded_words_is_joined() -> None:
    found = read(raw("From: =?utf-8?q?Ren=C3?= =?utf-8?q?=A9e?= <r@x.example.org>\nSubject: =?utf-8?b?w4k=?= x", b"hi"))
    assert found.sender.name == "Renée"
    assert found.subject == "É x"


def test_an_encoded_name_may_hold_a_comma() -> None:
    found = read(
        raw(
            'From: =?utf-8?q?Dupont=2C_Ana?= <a@x.example.org>\nCc: "Roe, J" <j@x.example.org>, k@x.example.org (Kay)',
            b"hi",
        )
    )
    assert (found.sender.name, found.sender.email) == ("Dupont, Ana", "a@x.example.org")
    assert [(one.name, one.email) for one in found.cc] == [("Roe, J", "j@x.example.org"), ("Kay", "k@x.example.org")]


@pytest.mark.parametrize(
    "disposition",
    [
        "attachment; filename*=utf-8''note%20%C3%A9t%C3%A9.pdf",
        "attachment; filename*0*=utf-8''note%20; filename*1*=%C3%A9t%C3%A9.pdf",
        'attachment; filename="=?utf-8?q?note_=C3=A9t=C3=A9=2Epdf?="',
        'attachment; filename="..\\\\..\\\\note été.pdf"',
    ],
)
def test_names_of_files(disposition: str) -> None:
    content = (
        f"--b\r\nContent-Type: application/pdf\r\nContent-Disposition: {disposition}\r\n\r\nx\r\n--b--\r\n".encode()
    )
    found = read(raw("From: a@x.example.org\nContent-Type: multipart/mixed; boundary=b", content))
    assert found.attachments[0].filename == "note été.pdf"


def test_the_type_of_a_file_is_known_by_its_content() -> None:
    found = read(
        mail("see", files=[("photo.jpg", b"%PDF-1.4 x"), ("letter.pdf", docx(["hello"])), ("x.docx", b"MZ\x90")])
    )
    assert [file.content_type.rpartition("/")[2] for file in found.attachments] == [
        "pdf",
        "vnd.openxmlformats-officedocument.wordprocessingml.document",
        "x-msdownload",
    ]


def test_format_flowed_is_joined() -> None:
    head = "From: a@x.example.org\nContent-Type: text/plain; charset=utf-8; format=flowed"
    assert read(raw(head, b"one \r\ntwo\r\n> quoted \r\nthree\r\n-- \r\nme")).body.own.startswith("one two")


def test_html_is_shown_harmless() -> None:
    found = read(
        mail(
            html="<p onclick='x()'>Hi <b>there</b><script>alert(1)</script><img src='https://t.example.org/p.gif'>"
            "<a href='https://evil.example.org'>click</a><style>p{}</style><form><input name=a></form></p>"
        )
    )
    assert found.html.replace("\n", "").startswith("<p>Hi <b>there</b>click</p>")
    assert "alert" not in found.text


def test_spaces_that_lead_from_a_label_to_its_value_are_kept() -> None:
    found = read(mail(html=f"<p>Surname{'&nbsp;' * 5}Ito</p><p>a&#160;b &nbsp; c</p>"))
    assert found.body.own == f"Surname{' ' * 5}Ito\n\na b   c"


@pytest.mark.parametrize("href", ["//medium.example.org/@user", "/@user", "?to=a@x.example.org", "@user"])
def test_only_a_link_to_write_to_is_an_address(href: str) -> None:
    assert read(mail(html=f"<p><a href='{href}'>Blog</a></p>")).body.own == "Blog"
    assert read(mail(html="<a href='mailto:a@x.example.org?subject=x'>Ana</a>")).body.own == "Ana <a@x.example.org>"


def test_the_better_of_two_forms_is_taken() -> None:
    found = read(mail("Your program cannot show HTML.", html="<p>" + "word " * 40 + "</p>"))
    assert found.body.own.startswith("word word")


def test_a_quoted_answer_in_html_is_apart() -> None:
    found = read(
        mail(
            html="<div>Yes, I come.</div><div class='gmail_quote'>On Mon, May 10, 2027 Box &lt;"
            "dialogue@events.example.org&gt; wrote:<br>"
            "<blockquote>Do you come?<table><tr><td>Name</td><td>E-mail</td></tr><tr><td>Ed "
            "Ito</td><td>e@x.example.org</td></tr></table>"
            "</blockquote></div>",
            sender="Ed <e@x.example.org>",
        )
    )
    assert found.body.own.strip() == "Yes, I come."
    assert found.body.tables == ()
    assert "> Do you come?" in found.text


def test_a_merged_cell_reaches_down() -> None:
    found = read(
        mail(
            html="<table><tr><th>Institution</th><th>Nom</th></tr><tr><td "
            "rowspan=2>Ministère</td><td>A</td></tr><tr><td>B</td></tr></table>"
        )
    )
    assert found.body.tables[0].rows == (("Institution", "Nom"), ("Ministère", "A"), ("Ministère", "B"))


def test_a_mail_may_have_no_header_at_all() -> None:
    assert read(b"just some words").text == "just some words"
    assert read(b"").text == ""


def test_a_part_of_a_digest_without_a_type_is_a_mail() -> None:
    letters = "".join(
        f"--b\r\n{head}\r\nFrom: {name}@x.example.org\r\nSubject: {name}\r\n\r\nText of {name}.\r\n"
        for name, head in (("ana", ""), ("bo", "Content-Description: second\r\n"))
    )
    found = read(raw("From: a@x.example.org\nContent-Type: multipart/digest; boundary=b", f"{letters}--b--".encode()))
    assert [(one.sender.email, one.subject) for one in found.enclosed] == [
        ("ana@x.example.org", "ana"), ("bo@x.example.org", "bo"),
    ]  # fmt: skip
    assert "Text of ana." not in found.body.own


def test_parts_are_found_without_the_boundary_in_the_head() -> None:
    parts = (
        "A mail in parts.\r\n--one-of-them\r\nContent-Type: text/plain\r\n\r\nHello.\r\n"
        "--one-of-them\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n%PDF-1.4\r\n--one-of-them--\r\n"
    )
    found = read(raw("From: a@x.example.org\nContent-Type: multipart/mixed", parts.encode()))
    assert (found.text.strip(), [file.filename for file in found.attachments]) == ("Hello.", ["a.pdf"])
    assert "broken-multipart" in read(raw("From: a@x.example.org\nContent-Type: multipart/mixed", b"Hello.")).problems


@pytest.mark.parametrize("fold", ["\r\n", ""])
def test_a_long_header_is_not_cut_within_an_address(fold: str) -> None:
    domain = f"{'ministry' * 7}.{'department' * 5}.example.org"
    for padding in range(0, 130, 5):
        people = f",{fold} ".join(f"person.{number}@{domain}" for number in range(200))
        found = read(f"From: a@x.example.org\r\nTo: {' ' * padding}{'x' * padding} {people}\r\n\r\nhi".encode())
        addresses = [one.email for one in found.to if one.email]
        assert 100 < len(addresses) < 199
        assert addresses == [f"person.{number}@{domain}" for number in range(len(addresses))]


def test_a_long_header_without_a_space_is_kept_as_far_as_it_may_go() -> None:
    assert len(dict(read(b"X-Trace: " + b"x" * 30_000 + b"\r\n\r\nhi").headers)["x-trace"]) == 20_000


def test_a_file_that_only_is_named_as_a_mail_says_nothing_of_the_mail() -> None:
    found = read(mail("See the file.", files=[("note.eml", b"Note: one\r\nand no header at all\r\n\r\nText")]))
    assert (found.problems, [file.filename for file in found.attachments]) == ((), ["note.eml"])


def test_a_page_that_cannot_be_parsed_is_read_without_its_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "_NO_XML", re.compile("[\ue000\ue001]"))
    found = read(mail(html="<p>One\x0btwo <b>three</b></p>"))
    assert found.body.own.split() == ["One", "two", "three"]
    assert found.problems == ("bad-html",)


def test_a_document_is_read_only_as_far_as_the_limits_go() -> None:
    bomb = archive(
        {"[Content_Types].xml": "<Types/>", "word/document.xml": b"<w:p xmlns:w='w'>" + b"<w:t/>" * 5_000_000}
    )
    found = read(mail("see", files=[("x.docx", bomb)]))
    assert found.attachments[0].problems
    assert "document-cut" in found.problems
