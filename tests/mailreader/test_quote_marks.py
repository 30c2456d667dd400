"""Lines that mail programs write above what they quote or pass on."""

import pytest

from mailreader.quote_marks import attribution, is_forward


@pytest.mark.parametrize(
    "line",
    [
        "On Wed, 12 May 2027 Ana Ruiz <a.ruiz@red-norte.example.org> wrote: Dear all,",
        "Le 12 mai 2027, Ana Ruiz <a.ruiz@red-norte.example.org>, a écrit : Bonjour",
        "Le mer. 12 mai 2027 à 10h00, a.ruiz@red-norte.example.org a écrit : Bonjour",
        "El 12 may 2027, Ana Ruiz <mailto:a.ruiz@red-norte.example.org> escribió: Hola",
        "Am 12.05.2027 schrieb Ana Ruiz <a.ruiz@red-norte.example.org>: Guten Tag",
        "Op 12 mei 2027 schreef a.ruiz@red-norte.example.org: Beste",
    ],
)
def test_what_is_quoted_may_begin_on_the_line_that_says_who_wrote_it(line: str) -> None:
    assert attribution([line], 0) == 1


@pytest.mark.parametrize(
    "line",
    [
        "On Wednesday Ana Ruiz <a.ruiz@red-norte.example.org> wrote: Dear all,",  # no day in figures
        "On 12 May 2027 Ana Ruiz wrote: Dear all,",  # no address
        "On 12 May 2027 write to a.ruiz@red-norte.example.org: she comes",
        "Am 12.05.2027 schrieb sie a.ruiz@red-norte.example.org",
    ],
)
def test_other_lines_with_a_day_or_an_address_quote_nothing(line: str) -> None:
    assert attribution([line], 0) == 0


@pytest.mark.parametrize(
    "line",
    [
        "---------- Forwarded message ----------",
        "> *Forwarded message:*",
        "Begin forwarded message:",
        "Début du message transféré :",
        "-----Transféré par Ana Ruiz-----",
        "-------- Mensaje reenviado --------",
        "____ Weitergeleitete Nachricht",
    ],
)
def test_a_line_announces_what_is_passed_on(line: str) -> None:
    assert is_forward(line)


@pytest.mark.parametrize("line", ["----------", "Forwarded message of the day", "- forward -", "Transféré"])
def test_other_lines_announce_nothing(line: str) -> None:
    assert not is_forward(line)
