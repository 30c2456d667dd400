"""The report as text: a row a mail, then what is not as expected, then the sums."""

from typing import Any

from tests.mail_report.running import Found, Judged
from tests.mail_report.verdicts import BY_CODE, MET, UNCHECKED, Verdict


def show(found: Found, *, is_verbose: bool = False) -> None:
    """Print it; the last line is for programs."""
    width = max([len(mail.file) for mail in found.mails] + [10])
    print(f"{'mail':<{width}}  {'class':<20}  {'must':>7}  {'should':>7}  {'s':>5}")
    for mail in found.mails:
        print(
            f"{mail.file:<{width}}  {mail.kind:<20}  {_share(mail.must):>7}  {_share(mail.should):>7}"
            f"  {mail.seconds:5.2f}"
        )
        for part, verdicts in (("must", mail.must), ("should", mail.should)):
            for one in verdicts:
                if is_verbose or one.state != MET:
                    print(f"    {part} {_line(one)}")
    for note in found.notes:
        print(f"Note: {note}.")
    print(f"Met by codes of what staff may do next, not by rows: {found.by_code}.")
    print(f"Not checked, because nothing here knows how: {found.unchecked}.")
    met, of = found.must
    print(f"must {met}/{of}, should {_percent(found):g} %")


def _percent(found: Found) -> float:
    """Rounded down, so that 100 is said only of all."""
    return int(found.share * 10 + 1e-9) / 10


def _share(verdicts: list[Verdict]) -> str:
    known = [one for one in verdicts if one.state != UNCHECKED]
    return f"{sum(one.state == MET for one in known)}/{len(known)}"


def _line(one: Verdict) -> str:
    if one.state == MET:
        how = f" ({BY_CODE})" if one.got == BY_CODE else ""
        return f"met          {one.name}: {_short(one.wanted)}{how}"
    return f"{one.state:<12} {one.name}: expected {_short(one.wanted)}, got {_short(one.got)}"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 300 else f"{text[:300]}…"


__all__ = ["Judged", "show"]
