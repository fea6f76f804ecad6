"""What a picture is asked to show: the query of /karte/ and how it is to be drawn, read and checked."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from quartier.atlas.class_words import WORDS
from quartier.atlas.pictures.filter import WORDS as FILTER_WORDS
from quartier.atlas.pictures.filter import Filter, codes
from quartier.atlas.pictures.filter import parse as parse_filter
from quartier.atlas.pictures.palette import Theme
from quartier.kernel.errors import InputRejected, Problem

NO_FILTER = Filter()


@dataclass(frozen=True, slots=True)
class ViewWords:
    """What is put beside the figures (frontend/src/state/view-words.ts)."""

    since: str = ""
    """The period from which change is counted; "" is the first comparable one."""
    relative: bool = False
    other: str = ""
    """Key of a second indicator, with its period and slice."""
    other_period: str = ""
    other_slice: str = ""
    weighted: bool = False
    layers: tuple[str, ...] = ()


NO_VIEW = ViewWords()
MOST_UNITS = 5
NARROWEST, USUAL, WIDEST = 240, 1200, 4000


@dataclass(frozen=True, slots=True)
class Question:
    """Empty text: not chosen, the picture takes the default of the page (frontend/src/state/url.ts)."""

    indicator: str = ""
    level: str = ""
    geography: str = ""
    period: str = ""
    slice: str = ""
    units: tuple[str, ...] = ()
    compare: str = ""
    width: int = USUAL
    scale: int = 1
    """Pixels of a PNG for each pixel of the width: 2 for sharp screens, the type as large as before."""
    theme: Theme = Theme.LIGHT
    language: str = "de"
    words: tuple[tuple[str, str], ...] = ()
    """The words of the classes as they stand: method, k, breaks, palette ..."""
    filter: Filter = NO_FILTER
    view: ViewWords = NO_VIEW


_KNOWN = ("indicator", "level", "geography", "period", "slice", "compare")


def read(query: QueryDict, *, language: str) -> Question:
    """The question of an address. Raises InputRejected, all problems at once; words of other parts are left alone."""
    problems: list[Problem] = []
    width = _width(query.get("width", ""), problems)
    scale = _scale(query.get("scale", ""), problems)
    theme = _theme(query.get("theme", ""), problems)
    lang = query.get("lang") or language
    if lang not in ("de", "en"):
        problems.append(Problem("there is no such language", column="lang", found=lang, expected="de or en"))
    if problems:
        raise InputRejected(problems, subject="picture")
    filters = {name: query.get(name, "") for name in FILTER_WORDS}
    known = {name: query.get(name, "") for name in _KNOWN}
    words = tuple((name, text) for name in WORDS if (text := query.get(name, "")))
    return Question(
        **known,
        units=tuple(codes(query.get("units", "")))[:MOST_UNITS],
        width=width,
        scale=scale,
        theme=theme,
        language=lang,
        words=words,
        filter=parse_filter(filters),
        view=_view(query),
    )


def _view(query: QueryDict) -> ViewWords:
    layers = (part.partition(":")[0] for part in query.get("layers", "").split(","))
    return ViewWords(
        since=query.get("since", ""),
        relative=query.get("relative") == "yes",
        other=next(iter(codes(query.get("with", ""))), ""),
        other_period=query.get("with-period", ""),
        other_slice=query.get("with-slice", ""),
        weighted=query.get("weighted") == "yes",
        layers=tuple(dict.fromkeys(key for key in layers if key)),
    )


def _width(text: str, problems: list[Problem]) -> int:
    if not text:
        return USUAL
    if text.isascii() and text.isdigit() and NARROWEST <= int(text) <= WIDEST:
        return int(text)
    expected = f"{NARROWEST} to {WIDEST} pixels"
    problems.append(Problem("a picture cannot be that wide", column="width", found=text, expected=expected))
    return USUAL


def _scale(text: str, problems: list[Problem]) -> int:
    if text in ("", "1", "2", "3"):
        return int(text or 1)
    problems.append(Problem("a picture cannot be drawn that finely", column="scale", found=text, expected="1 to 3"))
    return 1


def _theme(text: str, problems: list[Problem]) -> Theme:
    if not text:
        return Theme.LIGHT
    if text in set(Theme):
        return Theme(text)
    problems.append(Problem("there is no such theme", column="theme", found=text, expected=", ".join(Theme)))
    return Theme.LIGHT
