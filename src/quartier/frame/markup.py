"""The tiny markup of the pages of the foot: headings, lists, paragraphs, links. Everything else is shown as it stands.

``## Heading``, ``### Heading``, ``- item``, blank lines between paragraphs; web and mail addresses become links; a gap
that an administrator has to fill is written ``[[what stands here]]`` and is marked.
"""

from __future__ import annotations

import re
from html import escape

_BLOCK = re.compile(r"\n\s*\n")
_INLINE = re.compile(
    r"(?P<gap>\[\[[^\]\n]{1,200}\]\])|(?P<web>https?://[^\s<>\"]+[^\s<>\".,;:!?)])"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
)


def to_html(text: str) -> str:
    """Escaped HTML of a text in the tiny markup; headings begin at h2."""
    blocks = (block.strip("\n") for block in _BLOCK.split(text.replace("\r\n", "\n")))
    return "\n".join(_block(block) for block in blocks if block.strip())


def _block(block: str) -> str:
    made: list[str] = []
    items: list[str] = []
    lines: list[str] = []

    def flush() -> None:
        if lines:
            made.append(f"<p>{'<br>'.join(lines)}</p>")
        if items:
            made.append(f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>")
        lines.clear()
        items.clear()

    for line in block.split("\n"):
        level = 3 if line.startswith("### ") else 2 if line.startswith("## ") else 0
        if level:
            flush()
            made.append(f"<h{level}>{_inline(line[level + 1 :].strip())}</h{level}>")
        elif line.startswith("- "):
            if lines:
                flush()
            items.append(_inline(line[2:].strip()))
        elif items and line.startswith("  "):
            items[-1] += f" {_inline(line.strip())}"
        else:
            if items:
                flush()
            lines.append(_inline(line.strip()))
    flush()
    return "".join(made)


def _inline(text: str) -> str:
    made, at = [], 0
    for found in _INLINE.finditer(text):
        made.append(escape(text[at : found.start()]))
        made.append(_marked(found))
        at = found.end()
    return "".join([*made, escape(text[at:])])


def _marked(found: re.Match[str]) -> str:
    part = escape(found.group())
    if found.lastgroup == "gap":
        return f'<mark class="q-blank">{part[2:-2]}</mark>'
    if found.lastgroup == "mail":
        return f'<a href="mailto:{part}">{part}</a>'
    return f'<a href="{part}" rel="noopener">{part}</a>'
