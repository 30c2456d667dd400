"""Importing in the back office: what is refused, and what is told of it."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from sandbox import child
from speakers.models import Organisation
from tests.factories import make_staff

IMPORT = "/admin/speakers/organisation/import/"
PROCESS = "/admin/speakers/organisation/process_import/"

pytestmark = pytest.mark.django_db


def upload(superuser: Client, content: bytes, name: str = "rows.csv", language: str = "en") -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return superuser.post(IMPORT, {"import_file": file, "format": "0"}, headers={"accept-language": language})


def beside_the_field(page: HttpResponse) -> str:
    """What is said of the file; the page is there."""
    assert page.status_code == 200
    assert "confirm_form" not in page.context
    return " ".join(page.context["form"].errors["import_file"])


def workbook(sheet: str) -> bytes:
    """A workbook whose only sheet is this XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.xlsx", workbook("<worksheet><sheetData><row><c t='str'><v>slug</c>")),
        ("empty.xlsx", workbook("")),
        ("junk.xlsx", bytes(range(256)) * 10),
        ("junk.csv", bytes(range(256)) * 10),
        ("cut.xlsx", workbook("<worksheet/>")[:60]),
    ],
    ids=["broken", "empty", "junk as a workbook", "junk as text", "cut"],  # a workbook holds the second it was made in
)
def test_a_broken_file_is_answered_beside_the_field(superuser: Client, name: str, content: bytes) -> None:
    assert "cannot be read" in beside_the_field(upload(superuser, content, name))


def test_a_limit_is_said_in_the_language_of_the_reader(superuser: Client) -> None:
    columns = ",".join(f"c{number}" for number in range(201))
    told = beside_the_field(upload(superuser, columns.encode(), language="fr"))
    told = told.replace("\u00a0", " ")
    assert told == "Le fichier a une cellule au-delà de la colonne 200 : retirez ce qui ne fait pas partie du tableau."


def test_the_page_says_what_a_file_may_hold(superuser: Client) -> None:
    page = superuser.get(IMPORT).content.decode()
    assert "At most 20,000 rows, 200 columns, 300,000 filled cells and 10\xa0MB." in page


@pytest.mark.parametrize("error", [child.NotRead, child.Away, child.Refused("old")])
def test_a_reader_that_fails_is_told_of_at_both_steps(
    superuser: Client, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = upload(superuser, b"slug,name_en\nnew-body,New body\n").context["confirm_form"].initial

    def fail(_data: bytes) -> None:
        raise error

    monkeypatch.setattr(child, "read_table", fail)
    assert beside_the_field(upload(superuser, b"slug,name_en\nx,X\n"))
    told = superuser.post(PROCESS, tried, follow=True)
    assert [message.level_tag for message in told.context["messages"]] == ["error"]
    assert not Organisation.objects.exists()


# Who confirms ---------------------------------------------------------------------------------------------------------


def test_an_upload_is_confirmed_by_whoever_made_it_alone(superuser: Client) -> None:
    tried = upload(superuser, b"slug,name_en\nnew-body,New body\n").context["confirm_form"].initial
    superuser.force_login(make_staff(is_superuser=True))
    told = superuser.post(PROCESS, tried)
    assert "uploaded by somebody else" in told.content.decode()
    assert not Organisation.objects.exists()
