"""XML of uploads, parsed without entities and document types, with errors that say what is wrong."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from twin.cad.errors import CadError


def parse_xml(path: Path, name: str) -> Element:
    """The root element. Raises ``CadError`` naming the file by `name`."""
    try:
        root: Element = fromstring(path.read_bytes(), forbid_dtd=True)
    except DefusedXmlException as error:
        raise CadError("unsafe", f"{name} declares XML entities, which are not read", subject=name) from error
    except ParseError as error:
        cut = any(word in str(error) for word in ("no element found", "unclosed token"))
        code = "truncated" if cut else "wrong_format"
        raise CadError(code, f"{name} is not complete XML ({error})", subject=name) from error
    except (LookupError, ValueError) as error:  # encodings that nobody knows
        raise CadError("wrong_format", f"{name} is not readable XML ({error})", subject=name) from error
    return root
