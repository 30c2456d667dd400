"""Organisations and speakers as tables, out and in."""

import io
import os
import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from backoffice.kept_uploads import KEPT_SECONDS, KeptUploads
from backoffice.spreadsheets import Csv, Xlsx, guard, printable, unguard
from speakers.models import Country, Organisation, Speaker
from speakers.resources import CountryColumn, OrganisationResource, SpeakerResource, everyday_names, key_of_country
from tests.factories import make_country, make_organisation, make_speaker, make_staff

FORMATS = [Csv, Xlsx]
NASTY = ["=1+1", "＝1+1", "＋1", "+33 1", "-5", "@x", "\tx", "\rx", "'=x", "''+x", "'quoted'", "plain", ""]


def assert_imported(result) -> None:
    """Fail with what was wrong."""
    assert not result.has_errors(), (result.base_errors, result.row_errors())
    assert not result.has_validation_errors(), result.invalid_rows


def rows_of(data: bytes, file_format):
    return file_format().create_dataset(data)


def send(resource, text: str, encoding: str = "utf-8"):
    return resource().import_data(Csv().create_dataset(text.encode(encoding)), rollback_on_validation_errors=True)


@pytest.mark.parametrize("text", NASTY)
def test_a_guarded_cell_is_no_formula_and_comes_back_as_it_was(text: str) -> None:
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
    assert unguard(guard(text)) == text


@given(st.text("=+-@'\"; \t\r\n,a", max_size=12))
def test_no_cell_becomes_a_formula_where_semicolons_separate(text: str) -> None:
    for part in re.split("[;\t\r\n]", guard(text))[1:]:
        assert not part.lstrip(' "').startswith(("=", "+", "-", "@"))
    assert unguard(guard(text)) == text


@pytest.mark.django_db
def test_a_control_character_does_not_cost_the_workbook() -> None:
    make_organisation(slug="x", name_en="Ci\x0bty\x1f")
    make_organisation(slug="y", name_en="Town")
    data = Xlsx().export_data(OrganisationResource().export())
    cells = {cell for row in load_workbook(io.BytesIO(data)).worksheets[0].values for cell in row}
    assert {"City", "Town"} <= cells


@pytest.mark.parametrize("text", ["\x0b=1+1", "a;\x1f=1+1", "'\x0b=1+1", "=\x0b1"])
def test_a_control_character_hides_no_formula(text: str) -> None:
    cell = printable(guard(text))
    assert "'=" in cell
    assert not cell.startswith("=")
    assert not ILLEGAL_CHARACTERS_RE.search(cell)


def test_a_table_with_a_nul_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        Csv().create_dataset(b"slug,name_en\nx,Ci\0ty\n")


@pytest.mark.django_db
@pytest.mark.parametrize("file_format", FORMATS)
def test_an_exported_file_of_organisations_comes_back_without_a_change(file_format) -> None:
    parent = make_organisation(slug="un", name_en="=HYPERLINK(1)", acronym_fr="", acronym_es=None, note="+1\n-2")
    make_organisation(slug="iom", parent=parent, country=make_country("CI"), summary_en="Ça, c'est « tout » ; oui")
    data = file_format().export_data(OrganisationResource().export())
    result = OrganisationResource().import_data(rows_of(data, file_format), dry_run=True)
    assert_imported(result)
    assert [row.import_type for row in result.rows] == ["skip", "skip"]


@pytest.mark.django_db
@pytest.mark.parametrize("file_format", FORMATS)
def test_an_exported_file_of_speakers_comes_back_without_a_change(file_format) -> None:
    speaker = make_speaker(slug="awa", country=make_country("SN"), bio_fr="# Titre\n\nTexte")
    speaker.organisations.add(make_organisation(slug="b"), make_organisation(slug="a"))
    make_speaker(slug="solo", given_name="", function_en="-")
    data = file_format().export_data(SpeakerResource().export())
    result = SpeakerResource().import_data(rows_of(data, file_format), dry_run=True)
    assert_imported(result)
    assert {row.import_type for row in result.rows} == {"skip"}


@pytest.mark.django_db
def test_no_cell_of_a_file_is_a_formula(tmp_path) -> None:
    make_organisation(slug="x", name_en="=1+1", name_fr="+2", name_es="@x", note="-3")
    (tmp_path / "x.xlsx").write_bytes(Xlsx().export_data(OrganisationResource().export()))
    sheet = load_workbook(tmp_path / "x.xlsx").active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    text = Csv().export_data(OrganisationResource().export()).decode()
    assert ",=" not in text
    assert ",+" not in text
    assert ",@" not in text
    assert ",-" not in text


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_file_of_a_french_spreadsheet_is_read(encoding: str) -> None:
    result = send(OrganisationResource, "slug;name_fr;kind;country\r\ncdi;Côte d’été;igo;CI\r\n;;;\r\n", encoding)
    assert_imported(result)
    assert Organisation.objects.get().name_fr == "Côte d’été"


@pytest.mark.django_db
def test_a_country_of_a_body_may_be_given_by_its_name() -> None:
    assert_imported(send(OrganisationResource, "slug,name_fr,country\nx,Mairie,Irlande\n"))
    assert Organisation.objects.get().country == make_country("IE")


@pytest.mark.django_db
def test_every_name_that_we_print_is_a_country_s_and_no_other_s() -> None:
    names = country_column().names
    for country in Country.objects.all():
        for printed in (country.name_en, country.name_fr, country.name_es):
            assert names[key_of_country(printed)] == {country.code}, printed


@pytest.mark.django_db
def test_everyday_names_are_known() -> None:
    given = [
        "Guinea",
        "usa",
        "UK",
        "Viêt Nam",
        "Laos",
        "Russie",
        "Turquía",
        "Ivory Coast",
        "Estados Unidos",
        "Corée du Sud",
    ]
    rows = "".join(f"b{number},Body,{name}\n" for number, name in enumerate(given))
    assert_imported(send(OrganisationResource, f"slug,name_en,country\n{rows}"))
    found = [body.country_id for body in Organisation.objects.order_by("slug")]
    assert found == ["GN", "US", "GB", "VN", "LA", "RU", "TR", "CI", "US", "KR"]


ALSO_KNOWN_AS = {
    "BA": "Bosnia & Herzegovina|bih|Bosnie Herzégovine",
    "CD": "Congo - Kinshasa|Congo, The Democratic Republic of the|RD Congo|cod",
    "CG": "Congo - Brazzaville|Congo (Republic)|Congo",
    "MM": "Myanmar (Burma)|Myanmar (Birmanie)",
    "LC": "St. Lucia|St Lucia|Ste-Lucie",
    "KN": "St. Kitts and Nevis|St Kitts & Nevis",
    "IE": "Republic of Ireland|République d'Irlande",
    "KM": "Union of the Comoros|Union des Comores",
    "LA": "Lao PDR|Laos",
    "SK": "Slovak Republic|République slovaque",
    "KR": "Korea, Republic of|Corée, République de|Corea, República de|KOR",
    "KP": "Korea, Democratic People's Republic of|Korea (Democratic People’s Republic of)|North Korea",
    "IR": "Iran, Islamic Republic of|Islamic Republic of Iran|Iran, République islamique d'|Irán",
    "TZ": "Tanzania, United Republic of|Tanzanie, République-Unie de",
    "BO": "Plurinational State of Bolivia|Bolivie (État plurinational de)",
    "VI": "Virgin Islands, U.S.|U.S. Virgin Islands",
    "VG": "Virgin Islands, British",
    "GM": "Gambia, The|the Gambia|la Gambie",
    "MA": "le Maroc|MAR",
    "FR": "FRA|la France",
    "GB": "GBR|U.K.",
    "SA": "Arabia Saudí",
    "ZW": "Zimbabue",
}


def country_column() -> CountryColumn:
    column = OrganisationResource().fields["country"]
    assert isinstance(column, CountryColumn)
    return column


@pytest.mark.django_db
def test_a_country_is_found_by_the_names_of_iso_and_cldr() -> None:
    column = country_column()
    given = {name: code for code, names in ALSO_KNOWN_AS.items() for name in names.split("|")}
    assert {name: column.find(name, None) for name in given} == given


@pytest.mark.django_db
def test_what_may_be_two_countries_is_none() -> None:
    column = country_column()
    for name in ("Korea", "Virgin Islands", "Saint-Martin", "Republic of", "the", "XYZ", "-", "Corée (la)"):
        with pytest.raises(ValueError, match="give the ISO code"):
            column.find(name, None)


@pytest.mark.django_db
def test_each_country_has_its_code_of_three_letters_and_no_name_of_another_one() -> None:
    column = country_column()
    assert {code for code, _name in everyday_names()} == set(Country.objects.values_list("code", flat=True))
    assert [(code, name) for code, name in everyday_names() if column.find(name, None) != code] == []


@pytest.mark.django_db
def test_a_later_row_may_name_an_earlier_one() -> None:
    result = send(OrganisationResource, "slug,name_en,parent\nun,UN,\niom,IOM,un\n")
    assert result.totals["new"] == 2
    assert Organisation.objects.get(slug="iom").parent.slug == "un"


@pytest.mark.django_db
def test_one_bad_row_keeps_all_rows_out() -> None:
    result = send(SpeakerResource, "slug,family_name,organisations,country\na,Good,,FR\nb,Bad,nobody,ZZ\nc,,,\n")
    wrong = {(row.number, column) for row in result.invalid_rows for column in row.field_specific_errors}
    assert wrong == {(2, "organisations"), (2, "country"), (3, "family_name")}
    assert not Speaker.objects.exists()


@pytest.mark.django_db
def test_columns_that_are_left_out_stay_as_they_are() -> None:
    make_organisation(slug="un", name_en="UN", note="keep me")
    send(OrganisationResource, "slug,name_en\nun,United Nations\n")
    body = Organisation.objects.get()
    assert (body.name_en, body.note) == ("United Nations", "keep me")
    assert "united nations" in body.search_text


@pytest.mark.django_db
def test_the_dry_run_shows_old_and_new_of_each_cell_that_changes() -> None:
    make_organisation(slug="un", name_en="UN <b>")
    result = OrganisationResource().import_data(
        Csv().create_dataset(b"slug,name_en,kind\nun,United Nations,other\n"), dry_run=True
    )
    row = result.rows[0]
    assert row.import_type == "update"
    assert row.diff == ["<code>name_en</code> <del>UN &lt;b&gt;</del> <ins>United Nations</ins>"]
    assert Organisation.objects.get().name_en == "UN <b>"


# Between looking and confirming -----------------------------------------------------------------------------------


def test_an_upload_that_nobody_confirms_is_taken_away_by_a_later_one(settings) -> None:
    first, second = KeptUploads(read_mode="r", encoding="utf-8"), KeptUploads(read_mode="rb")
    first.save("Côte".encode())
    assert first.read() == "Côte"
    folder = settings.PRIVATE_ROOT / "imports"
    old = time.time() - KEPT_SECONDS - 1
    os.utime(folder / first.name, (old, old))
    second.save(b"other")
    assert [path.name for path in folder.iterdir()] == [second.name]
    second.remove()
    second.remove()
    assert not list(folder.iterdir())


def test_a_name_of_an_upload_leads_nowhere_else() -> None:
    with pytest.raises(FileNotFoundError):
        KeptUploads(name="../../../etc/hostname", read_mode="rb").read()


@pytest.mark.django_db
def test_an_import_uses_the_folder_of_ours(client, settings) -> None:
    client.force_login(make_staff(is_superuser=True))
    address = "/admin/speakers/organisation/import/"
    file = SimpleUploadedFile("rows.csv", b"slug,name_en\nnew-body,New body\n")
    page = client.post(address, {"import_file": file, "format": "0"})
    assert len(list((settings.PRIVATE_ROOT / "imports").iterdir())) == 1
    form = page.context["confirm_form"]
    client.post("/admin/speakers/organisation/process_import/", form.initial)
    assert Organisation.objects.filter(slug="new-body").exists()
    assert not list((settings.PRIVATE_ROOT / "imports").iterdir())


@pytest.mark.django_db
def test_an_exported_workbook_says_on_a_second_sheet_from_where_it_comes(client) -> None:
    make_organisation(slug="un", kind="igo")
    staff = make_staff(is_superuser=True)
    client.force_login(staff)
    response = client.post("/admin/speakers/organisation/export/?kind__exact=igo", {"format": "1"})
    assert "organisations-intergovernmental" in response["Content-Disposition"]
    rows, about = load_workbook(io.BytesIO(b"".join(response.streaming_content))).worksheets
    assert rows["A2"].value == "un"
    facts = {row[0].value: row[1].value for row in about.iter_rows()}
    assert facts["made by"] == staff.username
    assert facts["filter"] == "kind: intergovernmental or regional organisation"


@pytest.mark.django_db
def test_an_export_says_how_many_rows_and_from_which_filter(client) -> None:
    for slug in ("un", "iom"):
        make_organisation(slug=slug, name_en=slug, kind="igo")
    client.force_login(make_staff(is_superuser=True))
    page = client.get("/admin/speakers/organisation/export/?kind__exact=igo&q=iom").content.decode()
    assert "1 row goes into the file." in page
    assert "words: iom" in page
