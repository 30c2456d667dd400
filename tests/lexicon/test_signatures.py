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
