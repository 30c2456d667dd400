"""The two readings of a mail's Markdown: plain text that is good to read alone, and calm HTML."""

import re
import textwrap
from base64 import b64encode
from collections.abc import Iterable, Sequence

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt
from markdown_it.token import Token

from identity.current import current
from multilingual.texts import no_break
from outbox.letterhead import foot, signature

WIDTH = 76
# Stands for {link} while Markdown is read, which would encode its braces. Never a real host (RFC 6761).
_LINK = "https://personal-link.invalid/"
# No raw HTML; no images, which would be loaded from elsewhere and tell who reads; no code by indenting.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).disable(
    ["image", "code", "lheading", "html_block", "html_inline", "reference"]
)
_STYLES = {
    "paragraph_open": "margin:0 0 16px",
    "bullet_list_open": "margin:0 0 16px;padding:0 0 0 20px",
    "ordered_list_open": "margin:0 0 16px;padding:0 0 0 24px",
    "list_item_open": "margin:0 0 4px",
    "heading_open": "margin:28px 0 8px;font-size:18px;line-height:1.35",
    "blockquote_open": "margin:0 0 16px;padding:0 0 0 16px;border-left:2px solid #d5dcd9",
    "hr": "border:0;border-top:1px solid #d5dcd9;margin:28px 0 20px",
    "link_open": "color:%(accent)s",
}
_HOLDING_BLOCKS = ("bullet_list_open", "ordered_list_open", "list_item_open", "blockquote_open")
_BUTTON = (
    "display:inline-block;padding:11px 20px;border-radius:3px;background:%(accent)s;color:#ffffff;"
    "text-decoration:none;font-weight:600"
)


def render_html(body: str, *, language: str | None = None, heading: str = "") -> str:
    """A whole HTML document of a mail's Markdown, to be looked at; {link} stays to be put in when the mail leaves."""
    logo = current().letter_logo
    picture = f"data:image/png;base64,{b64encode(logo).decode()}" if logo else ""
    return _html(_parse(body, language or get_language() or ""), language, heading, picture)


def render_text(body: str, language: str = "") -> str:
    """The same as plain text: wrapped, with addresses in full, without a sign of Markdown."""
    return _text(_parse(body, language))


def render_both(body: str, *, language: str, heading: str, logo: str = "") -> tuple[str, str]:
    """Plain text and HTML, with one reading of the Markdown; `logo` is the address of the picture at the head."""
    tokens = _parse(body, language)
    return _text(tokens) + signature(language), _html(tokens, language, heading, logo)


def _html(tokens: list[Token], language: str | None, heading: str, logo: str = "") -> str:
    house, language = current(), language or get_language() or ""
    colours = {"accent": house.light_accent}
    after_rule = False
    for number, token in enumerate(tokens):
        after_rule = after_rule or token.type == "hr"
        _style(token, colours, is_small=after_rule)
        children = token.children or []
        for child in children:
            _style(child, colours, is_small=after_rule)
        if tokens[number - 1].type == "paragraph_open" and _is_button(children):
            children[0].attrSet("style", _BUTTON % colours)
            children[0].attrSet("class", "button")
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}).replace(_LINK, "{link}")
    context = {
        "content": mark_safe(html),  # noqa: S308  made by our renderer, which lets no HTML through
        "language": language,
        "heading": heading,
        "house": house,
        "name": house.short_name_in(language),
        "foot": foot(language),
        "logo": logo,
    }
    return render_to_string("outbox/emails/_layout.html", context)


def _text(tokens: list[Token]) -> str:
    lines, _rest = _blocks(tokens, WIDTH)
    return "\n".join(lines).strip().replace(_LINK, "{link}") + "\n"


def _parse(body: str, language: str) -> list[Token]:
    def hide(match: re.Match[str]) -> str:
        return f"{match[1]}{_LINK}" if match[1] else f"<{_LINK}>"

    return _MARKDOWN.parse(re.sub(r"(\]\(\s*<?|<)?\{link\}", hide, no_break(body, language)))


def _style(token: Token, colours: dict[str, str], *, is_small: bool) -> None:
    if style := _STYLES.get(token.type, "") % colours:
        if is_small and token.type in ("paragraph_open", "list_item_open"):
            style += ";font-size:14px;line-height:1.5"
        token.attrSet("style", style)


def _is_button(children: Sequence[Token]) -> bool:
    """The personal link, with words of its own, alone in its paragraph."""
    if len(children) < 3 or children[0].type != "link_open" or children[-1].type != "link_close":
        return False
    words = "".join(child.content for child in children)
    return children[0].attrGet("href") == _LINK and _LINK not in words


def _blocks(tokens: Sequence[Token], width: int) -> tuple[list[str], Sequence[Token]]:
    """Lines of all blocks up to the end of the block they stand in, and the tokens behind that."""
    lines: list[str] = []
    items = 0
    while tokens:
        token, tokens = tokens[0], tokens[1:]
        if token.nesting < 0 and token.type not in ("paragraph_close", "heading_close"):
            return lines, tokens
        if token.type in _HOLDING_BLOCKS:
            items += token.type == "list_item_open"
            mark = _mark(token, items)
            inner, tokens = _blocks(tokens, width - len(mark))
            lines += _marked(inner, mark, repeat=token.type == "blockquote_open")
        else:
            lines += _simple_block(token, width)
    return lines, tokens


def _simple_block(token: Token, width: int) -> list[str]:
    """The lines of a block that holds no other, with a gap behind it."""
    if token.type == "inline":
        return [*_wrap(_inline(token.children or []), width), ""]
    if token.type == "hr":
        return ["-" * 20, ""]
    return [*token.content.splitlines(), ""] if token.type in ("fence", "code_block") else []


def _mark(token: Token, number: int) -> str:
    """What stands before the first line of an item of a list, or each line of a quotation."""
    if token.type == "blockquote_open":
        return "> "
    if token.type != "list_item_open":
        return ""
    return "- " if token.markup in "-*+" else f"{token.info or number}. "


def _marked(lines: list[str], mark: str, *, repeat: bool) -> list[str]:
    """Lines behind a mark; the items of a list follow each other without a gap, a list ends with one."""
    while lines and not lines[-1]:
        lines = lines[:-1]
    rest = mark if repeat else " " * len(mark)
    marked = [f"{mark if number == 0 else rest}{line}".rstrip() for number, line in enumerate(lines)]
    return marked if mark and not repeat else [*marked, ""]


def _wrap(text: str, width: int) -> list[str]:
    """Lines of at most so many characters; an address is never cut."""
    lines = []
    for line in text.split("\n"):
        lines += textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
    return lines


def _inline(children: Sequence[Token]) -> str:
    """Words of a paragraph. A link alone in its paragraph has its address on a line of its own."""
    is_alone = bool(children) and children[0].type == "link_open" and children[-1].type == "link_close"
    parts: list[str] = []
    addresses: list[tuple[str, int]] = []
    for child in children:
        if child.type == "link_open":
            addresses.append((str(child.attrGet("href")), len(parts)))
        elif child.type == "link_close" and addresses:
            parts += _address(*addresses.pop(), parts, is_alone=is_alone)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        else:
            parts.append(child.content)
    return "".join(parts)


def _address(href: str, start: int, parts: list[str], *, is_alone: bool) -> Iterable[str]:
    address, words = href.removeprefix("mailto:"), "".join(parts[start:])
    if words in (address, href):
        return []
    return ["\n", address] if is_alone else [" <", address, ">"]
