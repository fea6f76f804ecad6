"""Every text that a page shows stands in German too."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.pofile import read_po

import quartier

SOURCE = Path(quartier.__file__).parent
_TEMPLATE = re.compile(r"""{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""")
_BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
_PYTHON = re.compile(r"""\b(?:gettext|gettext_noop|gettext_lazy)\(\s*"((?:[^"\\]|\\.)+)"\s*\)""")


def shown_texts() -> set[str]:
    texts: set[str] = set()
    for file in SOURCE.rglob("*.html"):
        content = file.read_text(encoding="utf-8")
        texts |= {first or second for first, second in _TEMPLATE.findall(content)}
        texts |= {re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", text) for text in _BLOCK.findall(content)}
    for file in SOURCE.rglob("*.py"):
        texts |= set(_PYTHON.findall(file.read_text(encoding="utf-8")))
    return texts


def test_every_shown_text_is_translated() -> None:
    with (SOURCE / "web/locale/de/LC_MESSAGES/django.po").open("rb") as handle:
        german = {message.id for message in read_po(handle) if message.id and message.string}
    texts = shown_texts()
    assert len(texts) > 30, "the search for texts found too few to be believed"
    assert texts - german == set()
    assert german - texts == set(), "dead translations"
