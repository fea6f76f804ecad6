"""What the address of a profile asks for, read and checked."""

from __future__ import annotations

import calendar
import re
from datetime import date

from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language

from quartier.accounts.services import reader_of
from quartier.atlas.profile.subject import Subject
from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.panels import Place
from quartier.kernel.reader import Reader

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def language_of(request: HttpRequest) -> str:
    wanted = request.GET.get("lang") or get_language() or "de"
    return "en" if wanted.startswith("en") else "de"


def last_day(text: str) -> str:
    """The last day of a year, month or day, as ISO text; "" for none. Raises InputRejected."""
    if not text:
        return ""
    match = _DAY.fullmatch(text) if text.isascii() else None
    try:
        if match is None:
            raise ValueError(text)
        year, month = int(match[1]), int(match[2] or 12)
        return date(year, month, int(match[3] or calendar.monthrange(year, month)[1])).isoformat()
    except (ValueError, calendar.IllegalMonthError):
        problem = Problem("this is no date", column="as-of", found=text, expected="e.g. 2020 or 2020-12-31")
        raise InputRejected([problem], subject="profile") from None


def place_of(subject: Subject, query: QueryDict, *, reader: Reader, language: str, as_of: str) -> Place:
    """The place that the panels are asked for."""
    return Place(
        level=subject.named.level,
        code=subject.named.code,
        name=subject.named.name,
        geography=subject.geography.key if subject.geography else "",
        reader=reader,
        language=language,
        as_of=as_of,
        compare=query.get("compare", ""),
        topics=tuple(topic for topic in query.getlist("topic") if topic),
    )


def reader_and_language(request: HttpRequest) -> tuple[Reader, str]:
    return reader_of(request.user), language_of(request)
