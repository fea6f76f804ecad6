"""The words of indicators, changed by hand: many at once in a table, or one in its sheet. Figures stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction

from quartier.accounts.services import record, require_writer
from quartier.catalogue.deliveries.services.indicators import free_key, licence_of, source_of
from quartier.catalogue.models import Dimension, Indicator, Source, Topic, Wording
from quartier.catalogue.services.declare import fold
from quartier.kernel.declared import IndicatorKind, Polarity
from quartier.kernel.errors import Conflict, InputRejected, Problem
from quartier.kernel.reader import Reader
from quartier.kernel.text import Text

Edits = Mapping[str, Mapping[str, str]]
"""Key of the indicator -> field -> new text."""
FIELDS = ("name_de", "name_en", "unit_de", "unit_en", "topic", "polarity", "source", "decimals", "target")


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one indicator; texts as the form shows them."""

    key: str
    field: str
    old: str
    new: str


def rows() -> list[Indicator]:
    found = Indicator.objects.select_related("source").prefetch_related("wordings", "topics")
    return list(found)


def current(row: Indicator) -> dict[str, str]:
    """The fields of the table as text. An English text that only repeats the German one is empty."""
    name, topics = row.wording().name, list(row.topics.all())
    return {
        "name_de": name.de, "name_en": _other(name), "unit_de": row.unit.de, "unit_en": _other(row.unit),
        "topic": topics[0].key if topics else "", "polarity": row.polarity, "source": row.source.key,
        "decimals": str(row.decimals), "target": number_text(row.target),
    }  # fmt: skip


def _other(text: Text) -> str:
    return "" if text.en == text.de else text.en


def number_text(number: float | None) -> str:
    return "" if number is None else f"{number:.10g}"


def changes(edits: Edits) -> list[Change]:
    """What differs from what is in force, indicator by indicator. Raises InputRejected with all that is wrong."""
    made, problems = [], list[Problem]()
    for row in rows():
        before = current(row)
        for field in FIELDS:
            text = edits.get(row.key, {}).get(field)
            if text is None or text.strip() == before[field]:
                continue
            try:
                made.append(Change(row.key, field, before[field], _READ[field](text.strip())))
            except ValueError:
                problems.append(Problem("This cannot be.", field, row=None, column=row.key, found=text[:80]))
    if problems:
        raise InputRejected(problems, subject="indicators")
    return [item for item in made if item.old != item.new]


def _needed(text: str) -> str:
    if not text:
        raise ValueError("needed")
    return text[:300]


def _decimals(text: str) -> str:
    if not 0 <= int(text) <= 6:
        raise ValueError(text)
    return str(int(text))


def read_target(text: str) -> str:
    """A number with a German or English decimal mark; three digits behind a single mark could be thousands."""
    plain = text.strip()
    if not plain:
        return ""
    marks = [c for c in plain if c in ",."]
    whole, _, rest = plain.replace(",", ".").partition(".")
    if len(marks) > 1 or (len(rest) == 3 and whole.lstrip("-+") not in ("", "0") and len(whole.lstrip("-+")) <= 3):
        raise ValueError(text)
    return number_text(float(plain.replace(",", ".")))


def _one_of(known: Callable[[], Iterable[str]]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in set(known()):
            raise ValueError(text)
        return text

    return read


_READ: dict[str, Callable[[str], str]] = {
    "name_de": _needed,
    "name_en": lambda text: text[:300],
    "unit_de": lambda text: text[:60],
    "unit_en": lambda text: text[:60],
    "topic": _one_of(lambda: Topic.objects.values_list("key", flat=True)),
    "polarity": _one_of(lambda: [str(item) for item in Polarity]),
    "source": _one_of(lambda: Source.objects.values_list("key", flat=True)),
    "decimals": _decimals,
    "target": read_target,
}


def apply(*, by: Reader, wanted: Iterable[Change], reason: str, valid_from: date | None = None) -> int:
    """Write changes that were previewed; returns how many indicators changed.

    Names from a day on are a new wording; without a day the wording in force is mended. Raises NotPermitted,
    InputRejected (no reason), Conflict (somebody changed one of the fields since the preview).
    """
    require_writer(by)
    if not reason.strip():
        raise InputRejected([Problem("An edit needs a reason.", "reason", column="reason")], subject="indicators")
    by_key: dict[str, list[Change]] = {}
    for item in wanted:
        by_key.setdefault(item.key, []).append(item)
    with transaction.atomic():
        for row in Indicator.objects.filter(key__in=by_key).select_related("source").prefetch_related("wordings"):
            before = current(row)
            for item in by_key[row.key]:
                if before[item.field] != item.old:
                    raise Conflict(f"{row.key}: somebody else changed {item.field} meanwhile.")
            _write(row, {item.field: item.new for item in by_key[row.key]}, valid_from)
            detail = {"fields": sorted(item.field for item in by_key[row.key]), "reason": reason.strip()[:1000],
                      "valid_from": valid_from.isoformat() if valid_from else None}  # fmt: skip
            record(by=by, action="indicator.words", subject=row.key, detail=detail)
    return len(by_key)


def _write(row: Indicator, new: Mapping[str, str], valid_from: date | None) -> None:
    words = row.wording()
    if "name_de" in new or "name_en" in new:
        name = Text(new.get("name_de", words.name.de), new.get("name_en", _other(words.name)))
        _put_wording(row, {"name": name}, valid_from)
    if "unit_de" in new or "unit_en" in new:
        row.unit = Text(new.get("unit_de", row.unit.de), new.get("unit_en", _other(row.unit)))
    if "source" in new:
        row.source = Source.objects.get(key=new["source"])
    row.polarity = new.get("polarity", row.polarity)
    row.decimals = int(new.get("decimals", row.decimals))
    if "target" in new:
        row.target = float(new["target"]) if new["target"] else None
    row.save()
    if "topic" in new:
        others = list(row.topics.all())[1:]
        row.topics.set([Topic.objects.get(key=new["topic"]), *others])
    refresh_search(row)


def _put_wording(row: Indicator, new: Mapping[str, Any], valid_from: date | None) -> None:
    """Mend the newest wording, or add one from a day on that says the same but for what is new."""
    words = row.wording()
    if valid_from is None or valid_from == words.valid_from:
        Wording.objects.filter(pk=words.pk).update(**new)
        return
    same = {name: getattr(words, name) for name in ("name", "definition", "numerator", "denominator", "notes")}
    Wording.objects.update_or_create(indicator=row, valid_from=valid_from, defaults={**same, **new})


def refresh_search(row: Indicator) -> None:
    """All names that the indicator had are found."""
    texts = [text for words in Wording.objects.filter(indicator=row) for text in (words.name, words.definition)]
    searched = [*(part for text in texts for part in (text.de, text.en)), *row.synonyms, row.key]
    Indicator.objects.filter(pk=row.pk).update(search_text=" | ".join(fold(part) for part in searched if part))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One indicator as its form shows it. `source` may be a key or the name of a new one (then `licence` too)."""

    name: Text
    definition: Text
    kind: str
    unit: Text
    topics: tuple[str, ...]
    source: str
    licence: str = ""
    numerator: Text = Text("")
    denominator: Text = Text("")
    notes: Text = Text("")
    factor: float = 1.0
    decimals: int = 1
    polarity: str = Polarity.NEUTRAL
    target: float | None = None
    synonyms: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()


def put_sheet(
    *, by: Reader, sheet: Sheet, key: str = "", reason: str = "", valid_from: date | None = None
) -> Indicator:  # fmt: skip
    """Define an indicator (`key` empty) or change one. Kind and factor are fixed once there are figures.

    Raises InputRejected with all that is wrong, NotPermitted.
    """
    require_writer(by)
    row = Indicator.objects.filter(key=key).prefetch_related("wordings").first() if key else None
    problems = _sheet_problems(sheet, row, reason)
    if problems:
        raise InputRejected(problems, subject="indicator")
    with transaction.atomic():
        made = row or Indicator(key=free_key(Indicator.objects, sheet.name.de), position=Indicator.objects.count())
        before = _facts(row) if row else {}
        _fill(made, sheet, fixed=row is not None and has_figures(row))
        words = {name: getattr(sheet, name) for name in ("name", "definition", "numerator", "denominator", "notes")}
        if row is None:
            Wording.objects.create(indicator=made, **words)
        else:
            _put_wording(made, words, valid_from)
        made.topics.set(Topic.objects.filter(key__in=sheet.topics))
        made.dimensions.set(Dimension.objects.filter(key__in=sheet.dimensions))
        refresh_search(made)
        made = Indicator.objects.prefetch_related("wordings").get(pk=made.pk)
        after = _facts(made)
        detail = {"fields": sorted(name for name in after if before.get(name) != after[name])} if row else {}
        record(by=by, action="indicator.words" if row else "indicator.create", subject=made.key,
               detail={**detail, **({"reason": reason.strip()[:1000]} if reason.strip() else {})})  # fmt: skip
    return made


def has_figures(row: Indicator) -> bool:
    return row.current_public_id is not None or row.current_confidential_id is not None


def sheet_of(row: Indicator) -> Sheet:
    """An indicator as its form shows it."""
    words = row.wording()
    return Sheet(
        name=words.name, definition=words.definition, kind=row.kind, unit=row.unit,
        topics=tuple(row.topics.values_list("key", flat=True)), source=row.source.key, numerator=words.numerator,
        denominator=words.denominator, notes=words.notes, factor=row.factor, decimals=row.decimals,
        polarity=row.polarity, target=row.target, synonyms=tuple(row.synonyms),
        dimensions=tuple(row.dimensions.values_list("key", flat=True)),
    )  # fmt: skip


def _facts(row: Indicator) -> dict[str, Any]:
    return asdict(sheet_of(row))


def _fill(row: Indicator, sheet: Sheet, *, fixed: bool) -> None:
    share = sheet.kind == IndicatorKind.SHARE
    if not fixed:
        row.kind = sheet.kind
        row.factor = 100.0 if share else sheet.factor
    row.unit = Text("%", "%") if row.kind == IndicatorKind.SHARE and not sheet.unit.de else sheet.unit
    row.decimals, row.polarity, row.target = sheet.decimals, sheet.polarity, sheet.target
    known = Source.objects.filter(key=sheet.source).first()
    row.source = known or source_of(sheet.source, licence_of(sheet.licence))
    row.synonyms = list(sheet.synonyms)
    row.save()


def _sheet_problems(sheet: Sheet, row: Indicator | None, reason: str) -> list[Problem]:
    needed = {"name": sheet.name.de, "definition": sheet.definition.de, "kind": sheet.kind, "source": sheet.source,
              "topics": "".join(sheet.topics)}  # fmt: skip
    if row is not None:
        needed["reason"] = reason
    if sheet.source and not Source.objects.filter(key=sheet.source).exists():
        needed["licence"] = sheet.licence
    if sheet.kind in (IndicatorKind.SHARE, IndicatorKind.RATE):
        needed["denominator"] = sheet.denominator.de
    found = [
        Problem("This field is needed.", "required", column=name) for name, text in needed.items() if not text.strip()
    ]
    allowed = {str(item) for item in IndicatorKind} - ({IndicatorKind.CLASS} if row is None else set())
    if sheet.kind and sheet.kind not in allowed:
        found.append(Problem("This kind cannot be chosen here.", "kind", column="kind", found=sheet.kind))
    if sheet.polarity not in {str(item) for item in Polarity}:
        found.append(Problem("This cannot be.", "polarity", column="polarity", found=sheet.polarity))
    if not 0 <= sheet.decimals <= 6:
        found.append(Problem("This cannot be.", "decimals", column="decimals", found=str(sheet.decimals)))
    return found
