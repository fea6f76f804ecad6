"""Every text that a page shows stands in German too."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from babel.messages.pofile import read_po

import quartier

SOURCE = Path(quartier.__file__).parent
_TEMPLATE = re.compile(r"""{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""")
_FILTER = re.compile(r"""_\("([^"]+)"\)""")
_BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
_PYTHON = re.compile(r"""\b(?:gettext|gettext_noop|gettext_lazy)\(\s*"((?:[^"\\]|\\.)+)"\s*\)""")


def _message(block: str) -> str:
    """What Django looks up for a block: the singular, variables as %(name)s, per cent signs doubled."""
    singular = re.split(r"{%\s*plural\s*%}", block)[0]
    return re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", singular.replace("%", "%%"))


def shown_texts() -> set[str]:
    texts: set[str] = set()
    for file in SOURCE.rglob("*.html"):
        content = file.read_text(encoding="utf-8")
        texts |= {first or second for first, second in _TEMPLATE.findall(content)}
        texts |= set(_FILTER.findall(content))
        texts |= {_message(text) for text in _BLOCK.findall(content)}
    for file in SOURCE.rglob("*.py"):
        texts |= set(_PYTHON.findall(file.read_text(encoding="utf-8")))
    return texts


def written_texts() -> set[str]:
    """All texts in the code, put together as Python does: problems and names are translated where they are shown."""
    found: set[str] = set()
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_every_shown_text_is_translated() -> None:
    with (SOURCE / "web/locale/de/LC_MESSAGES/django.po").open("rb") as handle:
        read = [message for message in read_po(handle) if message.id and message.string]
    german = {message.id if isinstance(message.id, str) else message.id[0] for message in read}
    texts = shown_texts()
    assert len(texts) > 30, "the search for texts found too few to be believed"
    assert texts - german == set()
    written = written_texts()
    assert {text for text in german - texts if text not in written} == set(), "dead translations"
