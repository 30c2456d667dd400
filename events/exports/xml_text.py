"""What XML can hold."""

import re

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    """The text without what no XML file may hold (XML 1.0, 2.2): a program that reads it would refuse the whole."""
    return _NOT_IN_XML.sub("", text)
