"""XML as a text that every reader takes: what XML cannot hold is replaced."""

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(root: "Element") -> str:
    """Return a whole document, indented; no line end at its end."""
    from xml.etree import ElementTree

    ElementTree.indent(root)
    text = _NOT_XML.sub("\ufffd", ElementTree.tostring(root, encoding="unicode"))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'
