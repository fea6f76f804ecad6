"""Hold a located YAML text against a JSON schema; problems in words, with line and column."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from quartier.kernel.errors import Problem
from quartier.sources.recipes.located import Located, Place, problem_at

_TYPES = {
    "object": "a mapping of fields",
    "array": "a list",
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "nothing",
}


@cache
def schema(name: str) -> dict[str, Any]:
    """A schema that is shipped beside this module."""
    text = resources.files("quartier.sources.recipes").joinpath(name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def schema_problems(document: Located, schema_name: str, file: str) -> list[Problem]:
    """Every place where the document departs from the schema, in the order of the text."""
    validator = Draft202012Validator(schema(schema_name))
    problems = [
        problem for error in validator.iter_errors(document.plain()) for problem in _told(error, document, file)
    ]
    return sorted(problems, key=lambda problem: (problem.row or 0, int(problem.column or 0)))


def _told(error: ValidationError, document: Located, file: str) -> Iterable[Problem]:
    path = tuple(error.absolute_path)
    node = document.at(path)
    rule: Any = error.validator_value
    field = ".".join(str(step) for step in path) or "the file"
    match error.validator:
        case "additionalProperties":
            yield from _unknown_fields(error, node, field, file)
        case "required":
            name = error.message.split("'")[1]
            yield problem_at(node.place, f"{field} lacks the field {name!r}", "field-missing", file)
        case "propertyNames" | "pattern":
            message = f"{field}: {error.instance!r} is no key"
            expected = "a letter, then letters, digits, - or _"
            yield problem_at(_key_place(document, path, error), message, "key-invalid", file, expected=expected)
        case "anyOf":
            expected = " or ".join(_expected(part) for part in rule)
            yield problem_at(
                node.place, f"{field} cannot be read", "field-invalid", file, str(error.instance), expected
            )
        case _:
            expected = _expected({str(error.validator): rule})
            found = str(error.instance)
            yield problem_at(node.place, f"{field} is not valid", "field-invalid", file, found[:80], expected)


def _unknown_fields(error: ValidationError, node: Located, field: str, file: str) -> Iterable[Problem]:
    known = list(error.schema.get("properties", {})) if isinstance(error.schema, dict) else []
    given: Any = error.instance
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, n=1)
            expected = f"{near[0]!r}?" if near else "one of " + ", ".join(known)
            place = node.keys.get(str(name), node.place)
            yield problem_at(place, f"{field} has an unknown field {name!r}", "field-unknown", file, expected=expected)


def _key_place(document: Located, path: tuple[Any, ...], error: ValidationError) -> Place:
    node = document.at(path)
    return node.keys.get(str(error.instance), node.place)


def _expected(rule: dict[str, Any]) -> str:
    """What a rule of the schema asks for, in words."""
    words = []
    for keyword, value in rule.items():
        match keyword:
            case "type":
                kinds = value if isinstance(value, list) else [value]
                words.append(" or ".join(_TYPES[kind] for kind in kinds))
            case "enum":
                words.append("one of " + ", ".join(str(one) for one in value))
            case "const":
                words.append(str(value))
            case "minimum" | "exclusiveMinimum":
                words.append(f"{'at least' if keyword == 'minimum' else 'more than'} {value}")
            case "maximum" | "exclusiveMaximum":
                words.append(f"{'at most' if keyword == 'maximum' else 'less than'} {value}")
            case "minItems" | "maxItems":
                words.append(f"{'at least' if keyword == 'minItems' else 'at most'} {value} entries")
            case "minProperties":
                words.append(f"at least {value} field")
    return " of ".join(words[:1]) + (", " + ", ".join(words[1:]) if words[1:] else "")
