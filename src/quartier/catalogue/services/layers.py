"""Use-cases of map layers: features are published as releases, services are registered by an administrator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from quartier.accounts.services import record, require_writer
from quartier.catalogue.models import MapLayer, Release, Source, Topic
from quartier.catalogue.services.publish import Draft, Pointer, commit
from quartier.catalogue.services.withdraw import withdraw
from quartier.catalogue.store import lake_store
from quartier.kernel import declared
from quartier.kernel.declared import LAYER_COLOURS, LAYER_SYMBOLS, LayerKind
from quartier.kernel.errors import InputRejected, NotFound, Problem
from quartier.kernel.reader import Audience, Reader
from quartier.kernel.text import Text
from quartier.lake.write import write_layer


@dataclass(frozen=True, slots=True)
class LayerWords:
    """What a person says of a layer, whatever it holds."""

    key: str
    name: Text
    source: str
    description: Text = Text("")
    topic: str = ""
    colour: str = "blue"
    symbol: str = "dot"
    audience: str = Audience.PUBLIC


def put_layer(*, by: Reader, layer: declared.MapLayer, note: str = "") -> Release:
    """Create a layer of features or give it its next state.

    Raises InputRejected, Conflict, StoreFull; then nothing of it is in force, and its words are as they were.
    """
    require_writer(by)
    words = LayerWords(layer.key, layer.name, layer.source, layer.description, layer.topic, layer.colour, layer.symbol,
                       layer.audience)  # fmt: skip
    written = write_layer(lake_store(), layer)
    draft = Draft(Release.Subject.LAYER, layer.key, Audience(layer.audience), note, layer.vintage)
    with transaction.atomic():
        pointer = Pointer(_row(words, layer.kind, {}), "current")
        parent = pointer.current
        if parent is not None and (parent.checksum, parent.audience) == (written.checksum, layer.audience):
            return parent
        return commit(by, draft, written, pointer, parent)


@transaction.atomic
def register_service(
    *, by: Reader, words: LayerWords, kind: LayerKind, address: str, layer: dict[str, Any]
) -> MapLayer:
    """Register one layer of a WMS or WMTS (`layer`: `sources.services.ImageLayer` as a dict).

    From then on the server fetches its pictures for everybody who may see the layer, and from no other address.
    """
    require_writer(by)
    row = _row(words, kind, {"address": address, "layer": layer})
    record(by=by, action="layer.register", subject=row.key, detail={"address": address, "layer": layer.get("name", "")})
    return row


@transaction.atomic
def change_layer(*, by: Reader, key: str, words: LayerWords) -> MapLayer:
    """Other words, colour or readers for a layer; what it holds stays. Raises InputRejected, NotFound."""
    require_writer(by)
    row = layer_by_key(key)
    if row.current is not None and words.audience != row.audience:
        message = "The readers of a layer are those of its release; hand the features in again."
        fault = Problem(message, "audience-fixed", column="audience", found=words.audience, expected=row.audience)
        raise InputRejected([fault], subject="layer")
    changed = _row(words, LayerKind(row.kind), row.service)
    record(by=by, action="layer.change", subject=key)
    return changed


def remove_layer(*, by: Reader, key: str, reason: str) -> None:
    """Take a layer from the map; the release of its features is withdrawn, its number and reason stay. NotFound."""
    require_writer(by)
    row = layer_by_key(key)
    with transaction.atomic():
        if row.current is not None:
            withdraw(by=by, release=row.current, reason=reason)
        MapLayer.objects.filter(pk=row.pk).delete()
        record(by=by, action="layer.remove", subject=key, detail={"reason": reason})


@transaction.atomic
def order_layers(*, by: Reader, keys: list[str]) -> None:
    """The order in which layers are listed and drawn (the first is on top)."""
    require_writer(by)
    for position, key in enumerate(keys):
        MapLayer.objects.filter(key=key).update(position=position)
    record(by=by, action="layer.order", subject=", ".join(keys)[:400])


def layer_by_key(key: str) -> MapLayer:
    row = MapLayer.objects.filter(key=key).select_related("current", "source__licence", "topic").first()
    if row is None:
        raise NotFound(f"There is no map layer {key!r}.")
    return row


def _row(words: LayerWords, kind: LayerKind, service: dict[str, Any]) -> MapLayer:
    source = Source.objects.filter(key=words.source).first()
    problems = _problems(words, kind)
    if source is None:
        problems.append(Problem("There is no such source.", "unknown-source", column="source", found=words.source))
    if problems or source is None:
        raise InputRejected(problems, subject="layer")
    said = {
        "kind": kind, "name": words.name, "description": words.description, "source": source,
        "topic": Topic.objects.filter(key=words.topic).first() if words.topic else None,
        "audience": words.audience, "colour": words.colour, "symbol": words.symbol, "service": service,
    }  # fmt: skip
    last = MapLayer.objects.aggregate(models.Max("position"))["position__max"]
    new = {**said, "position": 0 if last is None else last + 1}
    row, _ = MapLayer.objects.update_or_create(key=words.key, defaults=said, create_defaults=new)
    return row


def _problems(words: LayerWords, kind: LayerKind) -> list[Problem]:
    allowed = {
        "colour": (words.colour, LAYER_COLOURS),
        "symbol": (words.symbol, LAYER_SYMBOLS),
        "audience": (words.audience, tuple(Audience)),
    }
    found = [
        Problem("This is not one of the choices.", "not-a-choice", column=column, found=value,
                expected=", ".join(choices))
        for column, (value, choices) in allowed.items()
        if value not in choices
    ]  # fmt: skip
    if not words.name.de.strip():
        found.append(Problem("The layer needs a name.", "name-empty", column="name"))
    other = MapLayer.objects.filter(key=words.key).exclude(kind=kind).first()
    if other is not None:
        found.append(Problem("Another layer has this key.", "key-taken", column="key", found=words.key))
    return found
