"""A drawing is kept as a drawing, and as nothing else."""

import pytest

from identity.svg import NotADrawing, clean

HEAD = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"'


def drawn(inside: str, head: bytes = HEAD) -> str:
    return clean(head + b">" + inside.encode() + b"</svg>").decode()


def test_a_drawing_keeps_what_draws() -> None:
    inside = (
        '<title>Lakes &amp; towns</title><defs><linearGradient id="a" x1="0"><stop offset="1" stop-color="#06b"/>'
        '</linearGradient></defs><style>.b{fill:url(#a)}</style><g class="b"><path d="M0 0h9" style="fill:#06b"/></g>'
    )
    kept = drawn(inside)
    for part in ("Lakes &amp; towns", 'id="a"', "stop-color", ".b{fill:url(#a)}", 'd="M0 0h9"', 'style="fill:#06b"'):
        assert part in kept


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<g><script>alert(1)</script></g>",
        '<path onload="alert(1)" d="M0 0"/>',
        '<a xlink:href="javascript:alert(1)"><path d="M0 0"/></a>',
        '<a href="javascript:alert(1)"/>',
        '<image href="https://alert.example/x.png"/>',
        '<use xlink:href="https://alert.example/x.svg#a"/>',
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml' onload='alert(1)'/></foreignObject>",
        "<style>@import 'https://alert.example/x.css';</style>",
        "<style>.a{fill:url(https://alert.example/x)}</style>",
        "<style>.a{fill:u\\72l(https://alert.example/x)}</style>",
        '<path style="fill:url( //alert.example/x)" d="M0 0"/>',
        '<path fill="url(https://alert.example/x)" d="M0 0"/>',
        '<animate attributeName="href" values="javascript:alert(1)"/>',
        '<set attributeName="onload" to="alert(1)"/>',
        "<?xml-stylesheet href='https://alert.example/x.css'?>",
        "<!-- alert -->",
        "<x:path xmlns:x='https://alert.example/' d='M0 0'/>",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(inside: str) -> None:
    kept = drawn(inside)
    assert "alert" not in kept
    assert "javascript" not in kept


def test_a_rule_that_fetches_takes_no_other_rule_with_it() -> None:
    kept = drawn("<style>.a{fill:url(https://x.example)}.b{fill:red}</style>")
    assert ".b{fill:red}" in kept
    assert "x.example" not in kept


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        b"<svg/>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',  # of no size
        HEAD + b"><g></svg>",
        b'<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + HEAD + b">&b;</svg>",
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + HEAD + b"><text>&a;</text></svg>",
        HEAD + b">" + b"<g/>" * 6000 + b"</svg>",
        ("\ufeff" + HEAD.decode() + "/>").encode("utf-16"),
    ],
)
def test_what_is_no_drawing_or_could_grow_is_refused(content: bytes) -> None:
    with pytest.raises(NotADrawing):
        clean(content)


def test_a_drawing_of_an_old_program_that_names_its_grammar_is_taken() -> None:
    grammar = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    assert clean(b'<?xml version="1.0"?>' + grammar + HEAD + b"/>").startswith(b"<svg xmlns=")
