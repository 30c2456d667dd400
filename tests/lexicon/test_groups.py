"""Groups of words in the lexicon: what a phrase means that names one."""

import pytest

from lexicon import phrases


@pytest.mark.parametrize(
    ("phrase", "spelled"),
    [
        ("cannot come", ["cannot come"]),
        ("cannot _ <attend>", ["cannot _ attend/join", "cannot _ take part"]),
        ("will/<attend> soon", ["will/attend/join soon", "take part soon"]),
        ("<want>/like to <attend>", ["want/wish/like to attend/join", "want/wish/like to take part"]),
    ],
)  # fmt: skip
def test_a_phrase_is_spelled_with_each_word_of_its_group(phrase: str, spelled: list[str]) -> None:
    groups = {"attend": "attend; join; take part", "want": "want; wish"}
    assert phrases._with_groups(phrase, groups) == spelled


def test_a_group_that_nobody_wrote_is_an_error() -> None:
    with pytest.raises(KeyError):
        phrases._with_groups("cannot <atend>", {"attend": "attend"})


@pytest.mark.parametrize("code", phrases._FILES)
def test_each_group_is_named_by_a_phrase_or_a_group_and_has_a_single_word(code: str) -> None:
    """Without one, nothing would be left of a choice that names it."""
    groups = phrases._FILES[code].get("group", {})
    assert [name for name in groups if f"<{name}>" not in str(phrases._FILES[code])] == []
    assert [name for name, members in groups.items() if all(" " in one for one in phrases._entries(members))] == []
