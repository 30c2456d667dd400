"""Where a letter ends, and what a house writes below it."""

import pytest

from lexicon.signatures import split_signature


@pytest.mark.parametrize(
    "below",
    [
        "This e-mail and any files sent with it are confidential. Cancel and replace it if you are not meant by it.",
        "Ce courriel et ses annexes sont confidentiels. Toute annulation ou inscription est interdite.",
        "AVISO LEGAL: este mensaje es confidencial. Si usted no es el destinatario, cancele todo.\nNo inscriba nada.",
        "Diese E-Mail ist vertraulich.\n\nBefore printing, think of the trees.\n\nSent from my phone",
    ],
)
def test_what_a_house_says_below_each_mail_is_no_part_of_it(below: str) -> None:
    above = "Many thanks, see you in May.\n\nIda Roll\nHarbour School"
    for between in ("\n", "\n\n", "\n\n****************\n"):
        assert split_signature(f"{above}{between}{below}", ["Ida Roll"]) == split_signature(above, ["Ida Roll"])


def test_the_whole_of_a_mail_is_never_such_a_notice() -> None:
    text = "This message is confidential. I cannot come any more, please cancel my place."
    assert split_signature(text, []) == (text, "")


def test_dashes_below_the_head_of_a_letter_end_nothing() -> None:
    said = "The Ministry has the honour to name Ms Ana Ruiz, Director.\n\nDone at Gitega"
    text = f"REPUBLIC OF THE LAKES\nMINISTRY OF WATER\n-----------\nOFFICE OF THE MINISTER\n\n{said}"
    assert split_signature(text, ["Cabinet"]) == (text, "")


def test_two_items_of_a_list_are_no_signature() -> None:
    text = "We send:\n---\n- Ms Ana Ruiz, Director\n- Mr Ali Sen, Adviser"
    assert split_signature(text, []) == (text, "")
