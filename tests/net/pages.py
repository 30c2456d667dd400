"""A page as text, a block a line, with its links and forms: what one sees, hears and can press."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

INLINE = {
    "a", "abbr", "b", "bdi", "cite", "code", "del", "em", "i", "ins", "kbd", "label", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "time", "u", "wbr",
}  # fmt: skip
EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
UNREAD = {"script", "style", "svg", "template"}
TOLD = ("lang", "dir", "title", "aria-label", "aria-current", "datetime", "placeholder", "hidden", "disabled", "open")
RULES = ("required", "readonly", "multiple", "maxlength", "min", "max", "step", "pattern", "accept", "autocomplete")
# Hidden fields whose value says how the database stood, or is made anew for each page.
UNTOLD = {"csrfmiddlewaretoken", "form_token", "seen", "submission_key", "kept"}
MANY_OPTIONS = 30


@dataclass
class Control:
    """A field of a form, with the values that a browser would send."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Button:
    """What sends a form."""

    label: str
    name: str
    value: str
    address: str


@dataclass
class Form:
    """A form; `text` is what stands in it."""

    method: str
    address: str
    key: str
    controls: list[Control] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    text: str = ""


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


class Page(HTMLParser):
    """Reads a page: `lines`, `links` (address and words), `forms`; `options`: long lists, by their hash."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self.options: dict[str, str] = {}
        self._line = ""
        self._unread = 0
        self._is_after_end = False
        self._data: list[str] | None = None  # text that is no line: of a title, button, option, textarea, JSON
        self._anchors: list[tuple[str, list[str]]] = []
        self._form: Form | None = None
        self._control = Control("", "")
        self._button: Button | None = None
        self._option: tuple[str | None, bool] = (None, False)
        self._loose: list[tuple[str, Control | Button]] = []
        self.feed(html)
        self.close()
        self._break()
        for key, item in self._loose:
            for form in self.forms:
                if form.key == key:
                    (form.controls if isinstance(item, Control) else form.buttons).append(item)  # type: ignore[arg-type]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    # Lines ------------------------------------------------------------------------------------------------------------

    def _break(self) -> None:
        if line := squeeze(self._line):
            self.lines.append(line)
            if self._form is not None:
                self._form.text += line + "\n"
        self._line = ""

    def _say(self, line: str) -> None:
        self._break()
        self._line = line
        self._break()

    # Tags -------------------------------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in UNREAD:
            self._break()
            self._unread += 1
        if tag == "script":
            self._script(values)
        if self._unread:
            return
        if tag not in INLINE:
            self._break()
        if self._is_after_end:  # two elements side by side, with a space between them or glued: read alike
            self._line += " "
        self._is_after_end = False
        if (told := traits(values)) and tag not in ("input", "textarea", "select", "option", "button", "meta", "link"):
            self._line += f" {told} "
        begin = getattr(self, f"_begin_{tag}", None)
        if begin is not None:
            begin(values)
        if tag in EMPTY and tag not in INLINE:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._data is not None:
            self._say(f"[json] {json.dumps(json.loads(self._taken()), indent=1, ensure_ascii=False, sort_keys=True)}")
        if tag in UNREAD:
            self._unread = max(0, self._unread - 1)
            return
        if self._unread:
            return
        end = getattr(self, f"_end_{tag}", None)
        if end is not None:
            end()
        self._is_after_end = True
        if tag not in INLINE:
            self._break()

    def handle_data(self, data: str) -> None:
        if self._data is not None:
            self._data.append(data)
        elif not self._unread:
            self._line += data
            for _address, words in self._anchors:
                words.append(data)
            self._is_after_end = self._is_after_end and not data.strip()

    def _taken(self) -> str:
        text = "".join(self._data or ())
        self._data = None
        return text

    def _script(self, values: dict[str, str]) -> None:
        if "json" in values.get("type", ""):
            self._data = []
        elif "src" in values:
            self.lines.append(f"[script {values['src']}]")

    def _begin_meta(self, values: dict[str, str]) -> None:
        if name := values.get("name") or values.get("property"):
            self._say(f"[meta {name}] {values.get('content', '')}")

    def _begin_link(self, values: dict[str, str]) -> None:
        self._say(f"[link {values.get('rel', '')} {values.get('hreflang', '')}] {values.get('href', '')}")

    def _begin_img(self, values: dict[str, str]) -> None:
        self._say(f"[img {values.get('alt', '')!r} {values.get('src', '')}]")
        self.links.append((values.get("src", ""), "img"))

    def _begin_iframe(self, values: dict[str, str]) -> None:
        self._say(f"[iframe {values.get('src', '')}]")
        self.links.append((values.get("src", ""), "iframe"))

    def _begin_a(self, values: dict[str, str]) -> None:
        self._anchors.append((values.get("href", ""), []))

    def _end_a(self) -> None:
        if self._anchors:
            address, words = self._anchors.pop()
            self.links.append((address, squeeze(" ".join(words))))
            self._line += f" <{address}>"

    # Forms ------------------------------------------------------------------------------------------------------------

    def _begin_form(self, values: dict[str, str]) -> None:
        method, address = values.get("method", "get").lower(), values.get("action", "")
        self._form = Form(method, address, values.get("id", ""))
        self.forms.append(self._form)
        self._say(f"[form {method} {address}]")

    def _end_form(self) -> None:
        self._break()
        self._form = None
        self._say("[/form]")

    def _belongs(self, item: Control | Button, values: dict[str, str]) -> None:
        if "disabled" in values:
            return
        if key := values.get("form"):
            self._loose.append((key, item))
        elif self._form is not None:
            (self._form.controls if isinstance(item, Control) else self._form.buttons).append(item)  # type: ignore[arg-type]

    def _begin_input(self, values: dict[str, str]) -> None:
        name, kind, value = values.get("name", ""), values.get("type", "text"), values.get("value", "")
        if kind in ("submit", "image", "button"):
            self._belongs(Button(value, name, value, values.get("formaction", "")), values)
            self._say(f"[button {name} {values.get('formaction', '')}] {value}")
            return
        control = Control(name, kind)
        if kind in ("checkbox", "radio"):
            value = values.get("value", "on")
            control.options.append((value, ""))
            control.values = [value] if "checked" in values else []
        elif kind != "file":
            control.values = [value]
        self._belongs(control, values)
        if name in UNTOLD:
            value = "…"
        mark = ("(x) " if "checked" in values else "( ) ") if kind in ("checkbox", "radio") else ""
        self._say(f"[{kind} {name}{rules(values)}] {mark}{value} {traits(values)}")

    def _begin_textarea(self, values: dict[str, str]) -> None:
        self._control = Control(values.get("name", ""), "textarea")
        self._belongs(self._control, values)
        self._say(f"[textarea {self._control.name}{rules(values)}] {traits(values)}")
        self._data = []

    def _end_textarea(self) -> None:
        text = self._taken().removeprefix("\n")
        self._control.values = [text]
        for line in text.splitlines():
            self._say(f"| {line}")

    def _begin_select(self, values: dict[str, str]) -> None:
        self._control = Control(values.get("name", ""), "select-multiple" if "multiple" in values else "select")
        self._belongs(self._control, values)
        self._say(f"[select {self._control.name}{rules(values)}] {traits(values)}")

    def _begin_datalist(self, values: dict[str, str]) -> None:
        self._control = Control(values.get("id", ""), "datalist")

    def _begin_option(self, values: dict[str, str]) -> None:
        self._end_option()
        self._option = (values.get("value"), "selected" in values)
        self._data = []

    def _end_option(self) -> None:
        if self._data is None:
            return
        value, is_selected = self._option
        label = squeeze(self._taken())
        value = label if value is None else value
        self._control.options.append((value, label))
        if is_selected:
            self._control.values.append(value)

    def _end_select(self) -> None:
        self._end_option()
        control = self._control
        lines = [f"{'(x)' if value in control.values else '( )'} {value} = {label}" for value, label in control.options]
        if any(label.count(" | ") == 2 for _value, label in control.options):  # permissions: apps and keys move
            lines = sorted(re.sub(r"(\) )\d+ = [^|]*\| (.*)", r"\1* | \2", line) for line in lines)
        if len(lines) > MANY_OPTIONS:
            every = "\n".join(line[4:] for line in lines)
            digest = hashlib.sha256(every.encode()).hexdigest()[:8]
            self.options[digest] = every
            lines = [f"{len(lines)} options, options-{digest}", *(line for line in lines if line.startswith("(x)"))]
        for line in lines:
            self._say(f"| {line}")
        if control.kind == "select" and not control.values and control.options:
            control.values = [control.options[0][0]]

    _end_datalist = _end_select

    def _begin_button(self, values: dict[str, str]) -> None:
        button = Button("", values.get("name", ""), values.get("value", ""), values.get("formaction", ""))
        if values.get("type", "submit") == "submit":
            self._belongs(button, values)
        self._button = button
        self._line = f"[button {button.name} {button.value} {button.address}] {traits(values)} "

    def _end_button(self) -> None:
        if self._button is not None:
            self._button.label = squeeze(re.sub(r"\{[^}]*\}", "", self._line.partition("]")[2]))
        self._button = None

    def _begin_title(self, _values: dict[str, str]) -> None:
        self._line += "[title] "


def traits(values: dict[str, str]) -> str:
    """What an element says by its attributes, to people and to scripts."""
    told = [f"{name}={values[name]}" if values[name] else name for name in TOLD if name in values]
    told += sorted(
        f"{n}={v[:300]}" if v else n for n, v in values.items() if n.startswith("data-") and n != "data-seen"
    )
    return "{" + " ".join(told) + "}" if told else ""


def rules(values: dict[str, str]) -> str:
    """What a field takes."""
    return "".join(f" {name}={values[name]}" if values[name] else f" {name}" for name in RULES if name in values)
