"""XML from strangers, read without document types and entities (no bombs, no files, no other hosts)."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

_DEPTH = 200
"""Elements inside each other; real documents stay below 30."""


class XmlRefused(Exception):
    """The document is no well-formed XML, or declares what it must not; `entities` tells which of the two."""

    def __init__(self, message: str, *, entities: bool = False) -> None:
        self.entities = entities
        super().__init__(message)


def check(data: bytes) -> None:
    """Read the document to its end and keep nothing. Raises XmlRefused."""
    _run(_parser(), data)


def parse(data: bytes) -> Element:
    """The root element; names are ``{namespace}name``. Raises XmlRefused."""
    builder = TreeBuilder()
    parser = _parser(builder)
    _run(parser, data)
    root: Element = builder.close()
    return root


def local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rsplit("}", 1)[-1]


def _run(parser: Any, data: bytes) -> None:
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise XmlRefused(str(error)) from None


def _parser(builder: TreeBuilder | None = None) -> Any:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse_reference
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEPTH:
            raise XmlRefused(f"more than {_DEPTH} elements inside each other")
        if builder is not None:
            builder.start(_name(tag), {_name(key): value for key, value in attributes.items()})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if builder is not None:
            builder.end(_name(tag))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    if builder is not None:
        parser.CharacterDataHandler = builder.data
    return parser


def _name(tag: str) -> str:
    return "{" + tag if "}" in tag else tag


def _refuse_reference(*_: Any) -> int:
    _refuse()
    return 0


def _refuse(*_: Any) -> None:
    raise XmlRefused("a document type or an entity is declared", entities=True)
