"""What a schema cannot say: names that refer to nothing, circles, contradictions. Each with line and column."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

from quartier.kernel.errors import Problem
from quartier.sources.recipes.located import Located, Place, problem_at

Fault = tuple[Place, str, str]


def meaning_problems(document: Located, file: str) -> list[Problem]:
    """Every contradiction of a document that the schema accepts, in the order of the text."""
    faults = [
        *_scores(document),
        *_indicators(document),
        *_exclusions(document),
        *_matrices(document),
        *_rest(document),
    ]
    faults.sort(key=lambda fault: (fault[0].line, fault[0].column))
    return [problem_at(place, message, code, file) for place, message, code in faults]


def score_order(document: Located) -> list[str]:
    """Scores in an order in which parts come before the whole; those in a circle are left out."""
    parts = {key: set(node.value["of"].value) for key, node in document.value["scores"].value.items()}
    order: list[str] = []
    waiting = dict(parts)
    while True:
        ready = [key for key in waiting if not (waiting[key] & waiting.keys())]
        if not ready:
            return order
        for key in ready:
            order.append(key)
            del waiting[key]


def _near(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f" (is {near[0]!r} meant?)" if near else f" (known: {', '.join(known)})"


def _scores(document: Located) -> Iterator[Fault]:
    scores, indicators = document.value["scores"], document.value["indicators"]
    known = [*indicators.value, *scores.value]
    for key in scores.value:
        if key in indicators.value:
            yield scores.keys[key], f"{key!r} is the key of an indicator already", "key-twice"
    for key, node in scores.value.items():
        yield from _parts(node, key, known)
        yield from _classes(node, key)
    for key in scores.value.keys() - set(score_order(document)):
        yield scores.keys[key], f"Score {key!r} is made of itself, directly or through others", "circle"
    main = document.value["index"]
    if main.value not in scores.value:
        yield main.place, f"There is no score {main.value!r}{_near(main.value, list(scores.value))}", "unknown-score"


def _parts(node: Located, key: str, known: list[str]) -> Iterator[Fault]:
    of = node.value["of"]
    for part in of.value:
        if part not in known:
            yield of.keys[part], f"Score {key!r}: there is no {part!r}{_near(part, known)}", "unknown-part"
    if not any(weight.value > 0 for weight in of.value.values()):
        yield of.place, f"Score {key!r}: all weights are 0", "weights-invalid"
    fields = node.plain()
    if fields.get("weights") == "budget" and set(fields.get("budget", {})) != set(of.value):
        yield node.place, f"Score {key!r}: the budget must name exactly the parts of the score", "budget-invalid"
    shares = fields.get("shares")
    if shares and (shares[0] > shares[1] or shares[0] * len(of.value) > 1 or shares[1] * len(of.value) < 1):
        yield node.value["shares"].place, f"Score {key!r}: no shares that sum to 1 keep these bounds", "bounds-invalid"
    if fields.get("aggregate") == "power" and "power" not in fields:
        yield node.place, f"Score {key!r}: aggregate power needs the field 'power'", "field-missing"


def _classes(node: Located, key: str) -> Iterator[Fault]:
    if "classes" not in node.value:
        return
    earlier: list[str] = []
    for name, part in node.value["classes"].value.items():
        fields = part.plain()
        breaks = fields.get("breaks", [])
        if breaks != sorted(breaks):
            yield part.value["breaks"].place, f"Classes {key}.{name}: breaks must rise", "breaks-invalid"
        if fields["method"] == "group" and fields["of"] not in earlier:
            message = f"Classes {key}.{name}: {fields['of']!r} must be classes of the same score that stand before"
            yield part.value["of"].place, message, "unknown-classes"
        count = _class_count(fields)
        if "labels" in fields and len(fields["labels"]) != count:
            message = f"Classes {key}.{name}: {len(fields['labels'])} labels for {count} classes"
            yield part.value["labels"].place, message, "labels-differ"
        earlier.append(name)


def _class_count(fields: dict[str, Any]) -> int:
    if fields["method"] == "group":
        return len(fields["groups"])
    return len(fields["breaks"]) + 1 if fields["method"] in ("sd", "breaks") else int(fields["count"])


def _indicators(document: Located) -> Iterator[Fault]:
    nodes = document.value["indicators"]
    used = {part for score in document.value["scores"].value.values() for part in score.value["of"].value}
    for key, node in nodes.value.items():
        fields = node.plain() or {}
        if key not in used:
            yield nodes.keys[key], f"Indicator {key!r} is in no score", "unused-indicator"
        if "denominator" in fields and "numerator" not in fields:
            yield node.value["denominator"].place, f"Indicator {key!r} has a denominator but no numerator", "half-rate"
        if "column" in fields and "numerator" in fields:
            yield node.value["column"].place, f"Indicator {key!r} has a column and a numerator", "two-sources"
        if "shrink" in fields and not {"numerator", "denominator"} <= fields.keys():
            message = f"Indicator {key!r}: shrinkage needs numerator and denominator"
            yield node.value["shrink"].place, message, "half-rate"


def _exclusions(document: Located) -> Iterator[Fault]:
    for key, node in document.value["exclude"].value.items() if "exclude" in document.value else ():
        fields = node.plain()
        tests = {"below", "above", "equals"} & fields.keys()
        if "units" not in fields and not ("column" in fields and tests):
            yield node.place, f"Exclusion {key!r} needs units, or a column with below, above or equals", "empty-rule"
        if tests and "column" not in fields:
            yield node.place, f"Exclusion {key!r}: {', '.join(sorted(tests))} needs a column", "field-missing"


def _matrices(document: Located) -> Iterator[Fault]:
    scores = document.value["scores"].value
    for node in document.value["matrices"].value.values() if "matrices" in document.value else ():
        for side in ("rows", "columns"):
            score, classes = node.value[side].value.split(".")
            found = score in scores and "classes" in scores[score].value
            if not found or classes not in scores[score].value["classes"].value:
                yield node.value[side].place, f"There are no classes {node.value[side].value!r}", "unknown-classes"


def _rest(document: Located) -> Iterator[Fault]:
    impute = document.plain().get("impute", {})
    if str(impute.get("method", "")).startswith("group-") and "group" not in impute:
        yield document.value["impute"].place, "Imputation within groups needs the field 'group'", "field-missing"
