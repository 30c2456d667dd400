"""The locks say what pyproject.toml asks for."""

from scripts.check_locks import PIN, ROOT, header, problems, requirements

ASKED = ["django>=5.2,<5.3", "granian"]
LOCK = header(ASKED) + "django==5.2.19 \\\n    --hash=sha256:aa\ngranian==2.8.7 \\\n    --hash=sha256:bb\n"


def test_a_lock_made_from_the_requirements_passes() -> None:
    assert problems("run.txt", LOCK, ASKED) == []


def test_a_requirement_added_later_is_found() -> None:
    found = problems("run.txt", LOCK, [*ASKED, "pillow"])
    assert found == ["run.txt: made from other requirements than those of pyproject.toml.", "run.txt: has no pillow."]


def test_a_requirement_taken_out_later_is_found() -> None:
    assert problems("run.txt", LOCK, ASKED[:1]) == [
        "run.txt: made from other requirements than those of pyproject.toml."
    ]


def test_a_pin_outside_the_required_range_is_found() -> None:
    lock = LOCK.replace("django==5.2.19", "django==6.0.1")
    assert problems("run.txt", lock, ASKED) == ["run.txt: django 6.0.1 is not django>=5.2,<5.3."]


def test_a_pin_without_a_hash_is_found() -> None:
    lock = LOCK.replace(" \\\n    --hash=sha256:bb", "")
    assert problems("run.txt", lock, ASKED) == ["run.txt: granian has no hash."]


def test_a_host_name_is_found() -> None:
    lock = LOCK + "# taken from https://example.org/\n"
    assert problems("run.txt", lock, ASKED) == [
        "run.txt: names a host; the installer's own settings say where packages come from."
    ]


def test_our_own_locks_pass() -> None:
    for name, asked in requirements((ROOT / "pyproject.toml").read_text()).items():
        assert problems(name, (ROOT / "requirements" / f"{name}.txt").read_text(), asked) == []


def test_no_library_brings_numpy_which_is_heavier_than_django() -> None:
    lock = (ROOT / "requirements" / "run.txt").read_text()
    assert "numpy" not in {match["name"] for match in PIN.finditer(lock)}
