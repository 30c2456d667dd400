"""Reads pages as a browser does: what a first visit loads, and how a form is filled in."""

import http.client
import re
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

_LOADED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}


class Page(HTMLParser):
    """The addresses that a page loads, and the fields of its last form that is sent by POST."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.fields: list[dict[str, str]] = []
        self.nodes = 0
        self._in_form = False
        self._select: dict[str, str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what matters of a tag."""
        values = {name: value or "" for name, value in attrs}
        self.nodes += 1
        if tag == "link" and _LOADED_LINKS & set(values.get("rel", "").split()):
            self.loads.append(values.get("href", ""))
        elif tag in ("script", "img", "iframe") and values.get("src"):
            self.loads.append(values["src"])
        elif tag == "use" and not values.get("href", "#").startswith("#"):
            self.loads.append(values["href"].split("#")[0])
        elif tag == "form" and values.get("method", "get").lower() == "post":
            self._in_form, self.fields = True, []
        if self._in_form:
            self._note_field(tag, values)

    def _note_field(self, tag: str, values: dict[str, str]) -> None:
        if tag in ("input", "textarea") and values.get("name"):
            self.fields.append({"tag": tag, "is_required": str("required" in values), **values})
        elif tag == "select" and values.get("name"):
            self._select = {"tag": tag, "name": values["name"], "value": "", "required": str("required" in values)}
            self.fields.append(self._select)
        elif tag == "option" and self._select is not None:
            value = values.get("value", "")
            if "selected" in values or not self._select["value"]:
                self._select["value"] = value
            options = self._select.get("options", "")
            self._select["options"] = f"{options} {value}".strip()

    def handle_endtag(self, tag: str) -> None:
        """A form or list ends."""
        if tag == "form":
            self._in_form = False
        elif tag == "select":
            self._select = None


def fetch(
    connection: http.client.HTTPConnection, path: str, headers: dict[str, str] | None = None
) -> tuple[int, bytes, dict[str, str]]:
    """Status, body as it came over the wire, headers in small letters."""
    connection.request("GET", path, headers=headers or {})
    response = connection.getresponse()
    body = response.read()
    return response.status, body, {name.lower(): value for name, value in response.getheaders()}


def first_visit(host: str, port: int, path: str) -> tuple[int, int, int]:
    """Requests, bytes over the wire and nodes of a page with all that it loads, by somebody who was never here."""
    connection = http.client.HTTPConnection(host, port, timeout=30)
    packed = {"Accept-Encoding": "gzip, br"}
    _status, plain, _headers = fetch(connection, path)
    page = Page(plain.decode())
    base = f"http://{host}:{port}{path}"
    waiting, seen, total = [base, *(urljoin(base, address) for address in page.loads)], set(), 0
    while waiting:
        address = waiting.pop(0)
        if address in seen or address.startswith("data:"):
            continue
        seen.add(address)
        parts = urlsplit(address)
        status, body, headers = fetch(connection, parts.path + (f"?{parts.query}" if parts.query else ""), packed)
        if status != 200:
            raise RuntimeError(f"{address} answered {status}")
        total += len(body)
        if headers.get("content-type", "").startswith("text/css"):
            _status, sheet, _headers = fetch(connection, parts.path)
            waiting += [urljoin(address, found) for found in re.findall(r"url\([\"']?([^\"')]+)", sheet.decode())]
    connection.close()
    return len(seen), total, page.nodes


def hidden_values(html: str) -> dict[str, str]:
    """The values of hidden fields, such as the token of one showing of the form."""
    tags = re.findall(r'<input[^>]*type="hidden"[^>]*>', html)
    found = [(re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)) for tag in tags]
    return {name[1]: value[1] for name, value in found if name and value}


def filled_in(page: Page, number: int, hidden: dict[str, str]) -> str:
    """The form as a person with this number sends it."""
    typed = {
        "given_name": "Awa",
        "family_name": f"Traoré {number}",
        "email": f"bench-{number}@example.org",
        "function": "Director of planning",
        "organisation_name": "City of Port-Lumière",
        "country": "CI",
        "language": "fr",
    }
    sent: dict[str, str] = {}
    for field in page.fields:
        name, kind = field["name"], field.get("type", field["tag"])
        if name in typed:
            sent[name] = typed[name]
        elif name in hidden:
            sent[name] = hidden[name]
        elif kind == "hidden" or (kind == "radio" and name not in sent) or kind == "select":
            options = [value for value in field.get("options", "").split() if value]
            sent[name] = field.get("value") or (options[0] if options else "")
        elif kind == "checkbox" and "required" in field:
            sent[name] = field.get("value", "on")
        elif kind in ("text", "textarea") and "required" in field:
            sent[name] = "An answer"
    return urlencode(sent)


def _options(html: str, name: str) -> list[tuple[str, str]]:
    found = re.search(rf'<select[^>]*name="{re.escape(name)}".*?</select>', html, re.DOTALL)
    return re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)', found[0]) if found else []


def option_value(html: str, name: str, wanted: str) -> str:
    """The value behind the choice of a list that people read as `wanted`, whatever its case."""
    return next(value for value, label in _options(html, name) if label.strip().lower() == wanted)
