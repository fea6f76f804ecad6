"""Web Feature Service 2.0 (OGC 09-025r2): feature types and all of their features, page by page."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, tostring
from xml.sax.saxutils import escape

from quartier.kernel.errors import Problem
from quartier.sources.services import ows
from quartier.sources.services.download import Download, Only, Progress, geojson, mark, silent
from quartier.sources.services.http import Answer, Session, fetch
from quartier.sources.services.words import failed, problem
from quartier.sources.xmlsafe import XmlRefused, local, parse

_JSON_FORMATS = ("application/geo+json", "application/json", "application/json; subtype=geojson", "geojson", "json")
_GML_ID = "{http://www.opengis.net/gml/3.2}id"
_GML3_ID = "{http://www.opengis.net/gml}id"


@dataclass(frozen=True, slots=True)
class FeatureType:
    """`crs`: the default system first."""

    name: str
    title: str
    crs: tuple[str, ...]
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """`marks` tell features apart; `features` only where the service speaks GeoJSON; `crs` as the answer says."""

    marks: tuple[str, ...]
    features: tuple[dict[str, Any], ...]
    body: bytes
    announced: int | None
    crs: Any = None


@dataclass(frozen=True, slots=True)
class Wfs:
    """A service at its address (with or without ``?service=WFS...``, which is replaced)."""

    address: str
    session: Session = field(default_factory=Session)
    page: int = 1_000
    """Features to ask for at once."""
    most: int = 2_000_000
    progress: Progress = silent

    def types(self) -> tuple[FeatureType, ...]:
        """What the service offers. Raises FetchFailed, also when it is no WFS 2.0."""
        answer = self._ask({"request": "GetCapabilities", "acceptVersions": "2.0.0"})
        root = _xml(answer)
        version = root.get("version", "")
        if local(root.tag) != "WFS_Capabilities" or not version.startswith("2."):
            found = f"{local(root.tag)} {version}".strip()
            raise failed("no-service", answer.address, found=found, expected="WFS 2.0")
        shared = _formats(root)
        return tuple(_type(item, shared) for item in root.iter() if local(item.tag) == "FeatureType")

    def count(self, kind: FeatureType) -> int | None:
        """How many features a type has; None where the service does not say. Raises FetchFailed."""
        return self._hits({"typeNames": kind.name})

    def features(self, kind: FeatureType, *, crs: str | None = None, only: Only | None = None) -> Download:
        """All features of a type.

        Args:
            kind: one of `types`.
            crs: wished reference system (``EPSG:25832``); taken if it is on offer.
            only: features with this value of this attribute (OGC Filter Encoding 2.0).

        Raises:
            FetchFailed: a page could not be fetched or read; nothing is kept then.
        """
        chosen = _output(kind.formats)
        asked = ows.best(list(kind.crs), crs)
        parameters = {"request": "GetFeature", "typeNames": kind.name}
        if chosen:
            parameters["outputFormat"] = chosen
        if asked:
            parameters["srsName"] = asked
        if only:
            parameters["filter"] = _filter(only)
        announced = self._hits({name: parameters[name] for name in ("typeNames", "filter") if name in parameters})
        pages, problems = self._pages(parameters, announced)
        return _download(kind, pages, announced, asked, problems, only)

    def _hits(self, parameters: dict[str, str]) -> int | None:
        """The number of features that the service announces; None where it does not know."""
        root = _xml(self._ask({"request": "GetFeature", "resultType": "hits", **parameters}))
        return _number(root.get("numberMatched"))

    def _pages(self, parameters: dict[str, str], announced: int | None) -> tuple[list[_Page], list[Problem]]:
        """Pages until all announced features are there, or (where none are announced) a page is empty."""
        pages: list[_Page] = []
        problems: list[Problem] = []
        seen: set[str] = set()
        while announced is None or len(seen) < announced:
            page = _page(self._ask({**parameters, "count": str(self.page), "startIndex": str(len(seen))}))
            fresh = set(page.marks) - seen
            if page.marks and not fresh:
                return self._whole(parameters, announced, len(seen))
            if not page.marks:
                break
            if len(fresh) < len(page.marks):
                told = str(len(page.marks) - len(fresh))
                problems.append(problem("feature-twice", self.address, found=told, severity="warning"))
            seen |= fresh
            pages.append(page)
            self._within(len(seen))
            self.progress(len(seen), announced)
        return pages, problems + self._capped(pages)

    def _capped(self, pages: list[_Page]) -> list[Problem]:
        """A note where the service gives fewer features a page than it was asked for."""
        if len(pages) < 2 or len(pages[0].marks) >= self.page:
            return []
        told, wished = f"{len(pages[0].marks)} a page", f"{self.page} a page"
        return [problem("paging-capped", self.address, found=told, expected=wished, severity="note")]

    def _whole(
        self, parameters: dict[str, str], announced: int | None, before: int
    ) -> tuple[list[_Page], list[Problem]]:
        """For a service that ignores startIndex: everything in one answer, if it gives that."""
        count = {"count": str(announced)} if announced is not None else {}
        page = _page(self._ask({**parameters, **count}))
        self._within(len(page.marks))
        if announced is not None and len(page.marks) >= announced:
            return [page], []
        expected = None if announced is None else str(announced)
        found = f"{max(before, len(page.marks))}"
        severity = "error" if announced is not None else "warning"
        told = problem("paging-ignored", self.address, found=found, expected=expected, severity=severity)
        return [page], [told]

    def _within(self, count: int) -> None:
        if count > self.most:
            raise failed("too-many-features", self.address, expected=f"at most {self.most}")

    def _ask(self, parameters: dict[str, str]) -> Answer:
        """One request. An exception report is an error, also with HTTP 200."""
        fixed = {"service": "WFS"} | ({} if parameters["request"] == "GetCapabilities" else {"version": "2.0.0"})
        answer = fetch(ows.with_parameters(self.address, fixed | parameters), self.session, home=self.address)
        said = ows.exception_text(answer.body)
        if said is not None:
            raise failed("answer-error", answer.address, found=said)
        return answer


def _download(
    kind: FeatureType, pages: list[_Page], announced: int | None, asked: str | None, problems: list[Problem],
    only: Only | None,
) -> Download:  # fmt: skip
    seen: set[str] = set()
    features: list[dict[str, Any]] = []
    for page in pages:
        for name, item in zip(page.marks, page.features, strict=bool(page.features)):
            if name not in seen:
                features.append(item)
            seen.add(name)
        seen |= set(page.marks)
    count = len(seen)
    if announced is not None and count != announced:
        problems.append(problem("incomplete", kind.name, found=str(count), expected=str(announced)))
    if pages and not pages[0].features:
        return Download(kind.title, tuple(page.body for page in pages), count, announced, tuple(problems))
    crs = next((page.crs for page in pages if page.crs is not None), None) or (ows.crs_of(asked) if asked else None)
    features = [item for item in features if only is None or only.holds_for(item)]
    body = geojson(kind.name.rpartition(":")[2], features, crs)
    return Download(kind.title, (body,), len(features), announced, tuple(problems))


def _xml(answer: Answer) -> Element:
    try:
        return parse(answer.body)
    except XmlRefused as error:
        raise failed("answer-damaged", answer.address, found=str(error), expected="XML") from None


def _filter(only: Only) -> str:
    """Equality as OGC Filter Encoding 2.0 (09-026r2) writes it."""
    name, text = escape(only.name), escape(only.text)
    return (
        '<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0"><fes:PropertyIsEqualTo>'
        f"<fes:ValueReference>{name}</fes:ValueReference><fes:Literal>{text}</fes:Literal>"
        "</fes:PropertyIsEqualTo></fes:Filter>"
    )


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdigit() else None


def _formats(root: Element) -> tuple[str, ...]:
    """Output formats of GetFeature, as the operation lists them."""
    for operation in root.iter():
        if local(operation.tag) == "Operation" and operation.get("name") == "GetFeature":
            for parameter in operation.iter():
                if local(parameter.tag) == "Parameter" and (parameter.get("name") or "").lower() == "outputformat":
                    return tuple(_text(item) for item in parameter.iter() if local(item.tag) == "Value")
    return ()


def _type(item: Element, shared: tuple[str, ...]) -> FeatureType:
    texts: dict[str, list[str]] = {}
    for child in item.iter():
        texts.setdefault(local(child.tag), []).append(_text(child))
    name = texts["Name"][0] if "Name" in texts else ""
    crs = tuple(dict.fromkeys([*texts.get("DefaultCRS", []), *texts.get("OtherCRS", [])]))
    return FeatureType(name, (texts.get("Title") or [name])[0] or name, crs, tuple(texts.get("Format", [])) or shared)


def _text(item: Element) -> str:
    return (item.text or "").strip()


def _output(formats: tuple[str, ...]) -> str | None:
    """GeoJSON where it is on offer, else what the service sends by itself (GML 3.2)."""
    lowered = {item.lower(): item for item in formats}
    return next((lowered[item] for item in _JSON_FORMATS if item in lowered), None)


def _page(answer: Answer) -> _Page:
    if answer.body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return _json_page(answer)
    root = _xml(answer)
    if local(root.tag) != "FeatureCollection":
        raise failed("answer-damaged", answer.address, found=local(root.tag), expected="FeatureCollection")
    members = [
        feature for item in root if local(item.tag) in ("member", "featureMember", "featureMembers") for feature in item
    ]
    marks = tuple(item.get(_GML_ID) or item.get(_GML3_ID) or _checksum(item) for item in members)
    return _Page(marks, (), answer.body, _number(root.get("numberMatched")))


def _checksum(item: Element) -> str:
    """For features without gml:id, which GML 3.2 does not allow but services send."""
    return hashlib.sha256(tostring(item)).hexdigest()


def _json_page(answer: Answer) -> _Page:
    try:
        document = json.loads(answer.body.decode("utf-8-sig"))
        features = tuple(document["features"])
        marks = tuple(mark(item) for item in features)
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        raise failed("answer-damaged", answer.address, expected="a GeoJSON FeatureCollection") from None
    told = document.get("numberMatched", document.get("totalFeatures"))
    named = document.get("crs")
    text = named.get("properties", {}).get("name") if isinstance(named, dict) else None
    crs = ows.crs_of(text) if isinstance(text, str) else None
    return _Page(marks, features, b"", told if isinstance(told, int) else None, crs)
