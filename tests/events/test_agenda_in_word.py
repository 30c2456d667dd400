"""The agenda as a Word document, and the templates that a house puts in the place of ours."""

import datetime
import io
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from docx.document import Document as WordDocument

from events.exports.word import TEMPLATE, word
from events.models import AgendaTemplate, Event
from events.views import documents
from tests.factories import (
    make_appearance,
    make_event,
    make_organisation,
    make_session,
    make_speaker,
    make_venue,
    publish_agenda,
    publish_agendas,
)

pytestmark = pytest.mark.django_db
ADD = "/admin/events/agendatemplate/add/"


@pytest.fixture
def event() -> Event:
    """An event with an item in one language alone, one within another, and one that is cancelled."""
    event = make_event(title_en="Dialogue", title_fr="Dialogue (fr)", venue=make_venue(), kind="workshop")
    opening = make_session(
        event, "10:00", "11:00", title_en="Opening & welcome", title_fr="", description_en="- *Why* [now](https://example.org/)?"
    )  # fmt: skip
    row = make_appearance(opening, speaker=make_speaker(given_name="Awa", family_name="Traoré"), role="moderator")
    row.organisations.add(make_organisation(name_en="Observatory", name_fr="Observatoire"))
    make_appearance(opening, speaker=make_speaker(given_name="José", family_name="Núñez"), status="invited")
    make_session(event, "", title_en="General discussion", parent=opening, day=event.starts_on)
    make_session(event, "11:00", "11:30", title_en="Called off", is_cancelled=True)
    publish_agendas()
    return event


def opened(content: bytes) -> WordDocument:
    """The document, as a program reads it."""
    return Document(io.BytesIO(content))


def words(document: WordDocument) -> str:
    """All that stands in it, in order."""
    return " ".join("".join(p.xpath(".//w:t/text()")) for p in document.element.body.xpath(".//w:p"))


def fetched(client: Client, event: Event, language: str = "en") -> WordDocument:
    response = client.get(f"/{language}/events/{event.slug}/agenda.docx")
    assert response.status_code == 200
    assert f"{event.slug}-agenda-{language}.docx" in response.headers["Content-Disposition"]
    return opened(response.content)


def with_text(old: str, new: str) -> bytes:
    """Our template with another text in it."""
    written = io.BytesIO()
    with zipfile.ZipFile(TEMPLATE) as ours, zipfile.ZipFile(written, "w") as other:
        for part in ours.infolist():
            content = ours.read(part)
            if part.filename == "word/document.xml":
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            other.writestr(part, content)
    return written.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """Our template with one more part."""
    written = io.BytesIO(TEMPLATE.read_bytes())
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return written.getvalue()


def upload(client: Client, content: bytes, name: str = "ours.docx", language: str = "") -> str:
    """What the back office says to a template."""
    file = SimpleUploadedFile(name, content)
    response = client.post(ADD, {"language": language, "file": file}, follow=True)
    return re.sub(r"\s+", " ", response.content.decode())


def test_it_says_that_a_meeting_is_called_off(client: Client, event: Event) -> None:
    type(event).objects.filter(pk=event.pk).update(status="cancelled")
    document = fetched(client, event)
    assert "Provisional agenda – meeting cancelled" in words(document)
    assert document.sections[0].header.paragraphs[0].text == "Dialogue\tProvisional agenda – meeting cancelled"


def test_it_has_everything_in_its_order(client: Client, event: Event) -> None:
    document = fetched(client, event)
    text = words(document)
    wanted = [
        "Workshop", "Dialogue", "14–15 June 2027", "Palais des Nations, Geneva, Switzerland", "Provisional agenda",
        "Monday 14 June 2027", "10:00–11:00", "Opening & welcome", "Why", "now", "Moderator",
        "Awa Traoré, Director, Ministry of Labour, Observatory", "Speaker", "José Núñez", "(to be confirmed)",
        "General discussion", "11:00–11:30", "Cancelled", "Called off",
    ]  # fmt: skip
    places = [text.find(each) for each in wanted]
    assert -1 not in places, dict(zip(wanted, places, strict=True))
    assert places == sorted(places)
    header = document.sections[0].header.paragraphs[0].text
    assert header == "Dialogue\tProvisional agenda"
    assert "{" not in text + header + document.sections[0].footer.paragraphs[0].text
    publish_agenda(event, status="final")
    assert fetched(client, event, "fr").sections[0].header.paragraphs[0].text == "Dialogue (fr)\t"


def test_it_is_made_of_styles_and_parts_nobody_from_a_line_up(client: Client, event: Event) -> None:
    document = fetched(client, event)
    [table] = document.tables
    assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)
    styles = [p.style.name for p in table.rows[0].cells[1].paragraphs if p.style is not None]
    assert styles == [
        "Agenda Kind", "Heading 2", "Agenda Bullet", "Agenda Role", "Agenda Person", "Agenda Role", "Agenda Person",
    ]  # fmt: skip
    assert [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Title"] == ["Dialogue"]
    [link] = [r.target_ref for r in document.part.rels.values() if r.is_external]
    assert link == "https://example.org/"
    [name] = [run for run in table.rows[0].cells[1].paragraphs[4].runs if run.text == "Awa Traoré"]
    assert name.style.name == "Agenda Name"


def test_it_says_its_language_and_that_of_texts_in_another(client: Client, event: Event) -> None:
    document = fetched(client, event, "fr")
    assert document.core_properties.language == "fr"
    assert document.styles.element.xpath("//w:docDefaults//w:lang/@w:val") == ["fr-FR"]
    told = {
        "".join(run.xpath("./w:t/text()")): run.xpath("./w:rPr/w:lang/@w:val")
        for run in document.element.xpath("//w:body//w:r")
    }
    assert told["Opening & welcome"] == ["en-GB"]
    assert told["Dialogue (fr)"] == []


def test_a_house_has_its_own_template_for_all_languages_or_for_one(admin_client: Client, event: Event) -> None:
    said = upload(admin_client, with_text("{{ heading }}", "Our house: {{ heading }}"))
    assert "was added successfully" in said
    assert "Our house: Dialogue" in words(fetched(admin_client, event))
    upload(admin_client, with_text("{{ heading }}", "Maison: {{ heading }}"), language="fr")
    assert "Maison: Dialogue" in words(fetched(admin_client, event, "fr"))
    assert "Our house: Dialogue" in words(fetched(admin_client, event, "es"))
    assert "There already is a template" in upload(admin_client, TEMPLATE.read_bytes())
    row = AgendaTemplate.objects.get(language="fr")
    response = admin_client.get(f"/admin/events/agendatemplate/{row.pk}/file/")
    assert "Maison: " in words(opened(b"".join(response)))  # type: ignore[arg-type]


def test_the_template_that_comes_with_the_software_is_to_be_had(admin_client: Client) -> None:
    page = admin_client.get(ADD).content.decode()
    [address] = re.findall(r"href='(/admin/[^']*agenda\.docx)'", page)
    content = b"".join(admin_client.get(address))  # type: ignore[arg-type]
    assert content == TEMPLATE.read_bytes()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (with_text("{{ heading }}", "{{ headding }}"), "headding"),
        (with_text("{{ heading }}", "{{ house.__class__.__mro__ }}"), "cannot be filled in"),
        (with_text("{{ heading }}", "{% for each in range(10000000) %}x{% endfor %}"), "cannot be filled in"),
        (with_text("{{ heading }}", "{% if heading %}"), "cannot be filled in"),
        (with_text("{{r block.text }}", "{{ block.text }}"), "{{r block.text }}"),
        (with_part("word/vbaProject.bin", b"macro"), "macros"),
        (with_part("word/more.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "macros"),
        (
            with_part(
                "word/_rels/settings.xml.rels",
                b'<Relationships><Relationship Id="r1" Type="http://x/attachedTemplate" Target="http://x/a.dotm" '
                b'TargetMode="External"/></Relationships>',
            ),
            "fetches something",
        ),
        (with_part("word/media/bomb.bmp", bytes(21 * 1024 * 1024)), "too large"),
        (b"PK\x03\x04 but nothing more", "no Word document"),
        (b"%PDF-1.7", "content of this file"),
    ],
)
def test_what_cannot_be_filled_in_or_is_no_plain_document_is_not_kept(
    admin_client: Client, content: bytes, why: str
) -> None:
    assert why in upload(admin_client, content)
    assert not AgendaTemplate.objects.exists()


def test_a_template_that_is_gone_from_the_disk_leaves_nobody_without(
    client: Client, event: Event, caplog: pytest.LogCaptureFixture
) -> None:
    row = AgendaTemplate.objects.create(file=ContentFile(TEMPLATE.read_bytes(), name="ours.docx"))
    Path(row.file.path).unlink()
    assert "Dialogue" in words(fetched(client, event))
    assert "ours.docx" in caplog.text


def test_a_template_that_takes_too_long_leaves_nobody_without(
    client: Client, event: Event, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    AgendaTemplate.objects.create(file=ContentFile(b"slow", name="slow.docx"))

    def filled(template: bytes, values: dict[str, Any]) -> bytes:
        if template == b"slow":
            raise subprocess.TimeoutExpired("docx_process.py", 30)
        return word(template, values)

    monkeypatch.setattr(documents, "word", filled)
    assert "Dialogue" in words(fetched(client, event))
    assert "slow.docx" in caplog.text


def test_a_text_from_somewhere_breaks_no_document(client: Client) -> None:
    event = make_event(title_en="A <b> & {{ house }} \x0b{% if %}", title_fr="")
    assert "A <b> & {{ house }} {% if %}" in words(fetched(client, event))


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "réunion modifiée depuis"), ("es", "reunión modificada después")]
)
def test_an_agenda_whose_days_the_meeting_has_left_says_so(
    client: Client, event: Event, language: str, said: str
) -> None:
    event.starts_on, event.ends_on = datetime.date(2027, 9, 6), datetime.date(2027, 9, 7)
    event.save()
    assert said in words(fetched(client, event, language))
