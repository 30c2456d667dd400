"""A text in Markdown as plain values, for documents that are not HTML: the same marks that `texts.markdown` shows."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False})
_SAFE = ("http://", "https://", "mailto:", "tel:")


class Run(NamedTuple):
    """A stretch of a text in one dress; `href` is "" where it is no link."""

    text: str
    strong: bool
    emphasis: bool
    href: str


class Block(NamedTuple):
    """`kind`: paragraph, heading, bullet or number; `number`: that of a numbered one, else 0."""

    kind: str
    number: int
    runs: list[Run]


def blocks(text: str) -> list[Block]:
    """The blocks of a text, in order. What stands within a list is a block of the list each, however deep."""
    return list(_blocks(SyntaxTreeNode(_MARKDOWN.parse(text)).children))


def _blocks(nodes: Iterable[SyntaxTreeNode], kind: str = "paragraph", number: int = 0) -> Iterator[Block]:
    for node in nodes:
        if node.type == "inline" and node.token is not None:
            yield Block(kind, number, list(_runs(node.token.children or [])))
        elif node.type in ("fence", "code_block"):
            yield Block(kind, number, [Run(node.content.rstrip("\n"), False, False, "")])
        elif node.type in ("bullet_list", "ordered_list"):
            yield from _list(node)
        elif node.type == "heading":
            yield from _blocks(node.children, "heading")
        else:
            yield from _blocks(node.children, kind, number)


def _list(node: SyntaxTreeNode) -> Iterator[Block]:
    kind = "number" if node.type == "ordered_list" else "bullet"
    for number, entry in enumerate(node.children, int(node.attrs.get("start", 1))):
        yield from _blocks(entry.children[:1], kind, number if kind == "number" else 0)
        yield from _blocks(entry.children[1:])


def _runs(tokens: list[Token]) -> Iterator[Run]:
    dress: dict[str, Any] = {"strong": 0, "em": 0, "link": ""}
    for token in tokens:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if name == "link":
            href = str(token.attrs.get("href", ""))
            dress["link"] = href if href.startswith(_SAFE) else ""
        elif name in dress:
            dress[name] += token.nesting
        elif words := {"softbreak": " ", "hardbreak": "\n"}.get(name, token.content):
            yield Run(words, bool(dress["strong"]), bool(dress["em"]), dress["link"])
