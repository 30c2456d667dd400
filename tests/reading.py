"""Pages as a browser reads them: tests ask what stands on a page, not how its template is laid out."""

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.template import Context, RequestContext, Template
from django.test import Client, utils
from django.test.signals import template_rendered
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from collections.abc import Callable

# White space beside these shows nowhere; between others it is one space.
_BLOCKS = (
    "article|aside|blockquote|body|button|caption|dd|details|div|dl|dt|fieldset|figure|footer|form|h[1-6]|head|header|"
    "hr|html|iframe|input|legend|li|link|main|meta|nav|noscript|ol|optgroup|option|p|script|section|select|summary|"
    "table|tbody|td|textarea|tfoot|th|thead|title|tr|ul"
)
_AS_IT_IS = re.compile(r"(<(pre|textarea|script|style)\b[^>]*>.*?</\2>)", re.DOTALL)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_BEFORE_BLOCK = re.compile(rf" (?=</?(?:{_BLOCKS})\b)")
_AFTER_BLOCK = re.compile(rf"(</?(?:{_BLOCKS})\b[^>]*>) ")
_BEGINNING = re.compile(r"(<[a-z][^<>]*(?<!/)>) ")


def as_read(html: str) -> str:
    """HTML without the white space that no reader sees; what is shown as it stands stays so."""
    parts = _AS_IT_IS.split(html)
    # Of each match come three parts: before it, itself, the name of its tag.
    found = []
    for number, part in enumerate(parts):
        if number % 3 == 0:
            found.append(_squeezed(part))
        elif number % 3 == 1:
            head, bracket, rest = part.partition(">")
            found.append(_in_one_line(head + bracket) + rest)
    return "".join(found)


def _squeezed(html: str) -> str:
    html = _in_one_line(html)
    html = _BEFORE_BLOCK.sub("", html)
    html = _AFTER_BLOCK.sub(r"\1", html)
    # Just behind the beginning of an element, and just before its end.
    html = _BEGINNING.sub(r"\1", html)
    return html.replace(" </", "</")


def _in_one_line(html: str) -> str:
    return _SPACES.sub(" ", html).replace(" />", "/>").replace(" >", ">")


def make_clients_read() -> None:
    """From now on every test client answers pages so."""
    request: Callable[..., Any] = Client.request

    def reading(self: Client, **values: Any) -> Any:
        response = request(self, **values)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and not response.streaming and not response.headers.get("Content-Encoding"):
            response.content = as_read(response.content.decode(response.charset)).encode(response.charset)
        return response

    Client.request = reading  # type: ignore[method-assign]


def keep_contexts_of_pages_alone() -> None:
    """A test asks for the context of a page; to copy it for each part and widget too takes a tenth of the time."""

    def rendered(template: Template, context: Context) -> SafeString:
        if isinstance(context, RequestContext) and context.template is template:
            template_rendered.send(sender=template, template=template, context=context)
        return template.nodelist.render(context)

    utils.instrumented_test_render = rendered  # type: ignore[attr-defined]  # what the test runner puts into templates


def read_sitemap(client: Client) -> dict[str, str]:
    """The parts of the sitemap, by their addresses on the site."""
    index = client.get("/sitemap.xml").content.decode()
    paths = [urlsplit(address).path for address in re.findall(r"<loc>([^<]+)</loc>", index)]
    return {path: client.get(path).content.decode() for path in paths}
