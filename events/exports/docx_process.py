"""Fills a Word document in a process of its own: JSON on standard input, the document on standard output.

A template that somebody uploaded is a program of a kind: here it has little memory, little time, and reaches nothing
but the values. What is wrong with it is said in one line on standard error, with exit code 2.
"""

import base64
import io
import json
import resource
import sys
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docxtpl import DocxTemplate, RichText
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

# Bytes of address space and seconds of processor: an agenda of 200 items needs 0.2 GB and two seconds.
MOST_MEMORY = 2**30
MOST_SECONDS = 10
# Word knows languages by the country that they are spelled as in.
_SPELLED = {"ar": "ar-SA", "en": "en-GB", "es": "es-ES", "fr": "fr-FR", "pt": "pt-PT", "ru": "ru-RU", "zh": "zh-CN"}


def main() -> None:
    """`template`: bytes of a .docx in base 64; `values`: what it says; `foreign`: texts and their other language."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    asked = json.load(sys.stdin.buffer)
    try:
        sys.stdout.buffer.write(filled(base64.b64decode(asked["template"]), asked["values"], asked["foreign"]))
    except (TemplateError, TypeError, ValueError, RecursionError, OverflowError) as error:
        sys.stderr.write(f"{getattr(error, 'message', None) or error}"[:500])
        sys.exit(2)


def filled(template: bytes, values: dict[str, Any], foreign: dict[str, str]) -> bytes:
    """The document.

    Raises TemplateError where the template cannot be filled in, ValueError where the document comes out broken.
    """
    word = DocxTemplate(io.BytesIO(template))
    for day in values["days"]:
        for item in day["items"]:
            for block in item["description"]:
                block["text"] = _rich(word, block.pop("runs"))
    # Nothing of Python is to be reached from a template, and a name that does not exist is a fault to be told.
    sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    word.render(values, sandbox, autoescape=True)
    document = word.docx
    if document.element.xpath("//w:t/*"):
        raise ValueError("{{r block.text }}")
    _say_languages(document, values["language"], foreign)
    document.core_properties.title = values["title"]
    document.core_properties.author = values["house"]
    document.core_properties.language = values["language"]
    written = io.BytesIO()
    word.save(written)
    return written.getvalue()


def _rich(word: DocxTemplate, runs: list[dict[str, Any]]) -> RichText:
    text = RichText()
    for run in runs:
        link = word.build_url_id(run["href"]) if run["href"] else None
        text.add(run["text"], bold=run["strong"], italic=run["emphasis"], underline=bool(link), url_id=link)
    return text


def _say_languages(document: Document, language: str, foreign: dict[str, str]) -> None:
    """For spelling and for those who read with the ears: the document's language, and that of texts in another one."""
    for style in document.styles.element.xpath("//w:docDefaults//w:rPr | //w:style//w:rPr[w:lang]"):
        _set_language(style, language)
    for run in document.element.xpath("//w:body//w:r"):
        text = "".join(run.xpath("./w:t/text()")).strip()
        if text in foreign:
            _set_language(run.get_or_add_rPr(), foreign[text])


def _set_language(properties: Any, language: str) -> None:
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    lang = OxmlElement("w:lang")
    lang.set(qn("w:val"), _SPELLED.get(language, language))
    properties.append(lang)


if __name__ == "__main__":
    main()
