"""Every text that a page shows stands in German too."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

import quartier

SOURCE = Path(quartier.__file__).parent
GERMAN = SOURCE / "web/locale/de/LC_MESSAGES/django.po"
FUNCTIONS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
_TEXT = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"\b(?:n?gettext|_)\(\s*{_TEXT}")
_IN_CONTEXT = re.compile(rf"\bn?pgettext\(\s*{_TEXT},\s*{_TEXT}")
_HOLE = re.compile(r"%\(\w+\)|\{\w*\}")


def singular(message: str | tuple[str, ...]) -> str:
    return message if isinstance(message, str) else message[0]


def calls(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS and node.args:
            text = node.args[0]
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value


def in_template(content: str, origin: str) -> Iterator[str]:
    """What Django's own reader of templates hands to gettext; the rest of its answer is no program."""
    code = templatize(content, origin=origin)
    literals = [*_CALL.findall(code), *_CALL.findall(content), *(text for _, text in _IN_CONTEXT.findall(code))]
    yield from (ast.literal_eval(literal) for literal in literals)


def shown_texts() -> dict[str, str]:
    """Each text that code or a template gives to gettext, with a file where it stands."""
    found: dict[str, str] = {}
    for file in SOURCE.rglob("*.py"):
        for text in calls(file.read_text(encoding="utf-8")):
            found.setdefault(text, str(file.relative_to(SOURCE)))
    for file in SOURCE.rglob("*.html"):
        for text in in_template(file.read_text(encoding="utf-8"), str(file)):
            found.setdefault(text, str(file.relative_to(SOURCE)))
    return found


def constants() -> set[str]:
    """Every string in the code: floors below the web say English and are translated where they are shown."""
    nodes = (node for file in SOURCE.rglob("*.py") for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def german_texts() -> dict[str, tuple[str, ...]]:
    with GERMAN.open("rb") as handle:
        messages = [message for message in read_po(handle) if message.id]
    return {
        singular(message.id): (message.string,) if isinstance(message.string, str) else tuple(message.string)
        for message in messages
    }


def entries() -> Iterator[tuple[str, str]]:
    """(context, msgid) of each entry, read by hand: a reader of .po files merges what stands twice."""
    for block in GERMAN.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        texts: dict[str, str] = {}
        word = ""
        for line in lines:
            if not line.startswith('"'):
                word, _, line = line.partition(" ")
            texts[word] = texts.get(word, "") + line.strip()[1:-1]
        if texts.get("msgid"):
            yield texts.get("msgctxt", ""), texts["msgid"]


def test_every_shown_text_is_translated() -> None:
    german = {text for text, strings in german_texts().items() if all(strings)}
    texts = shown_texts()
    assert len(texts) > 1000, "the search for texts found too few to be believed"
    assert {text: file for text, file in texts.items() if text not in german} == {}


def test_no_dead_translation() -> None:
    assert german_texts().keys() - shown_texts().keys() - constants() == set()


def test_no_text_stands_twice() -> None:
    assert [entry for entry, times in Counter(entries()).items() if times > 1] == []


def test_german_fills_the_same_holes() -> None:
    """The form for one may leave its number out; the last form (for many) fills all holes of the text."""
    for text, strings in german_texts().items():
        known, filled = set(_HOLE.findall(text)), set(_HOLE.findall(strings[-1]))
        assert known == filled or (len(strings) > 1 and known < filled), text
