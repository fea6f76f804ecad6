"""The JSON API: answers by hand for the town of nine squares; rights; bad requests in words."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.test import Client
from tests import squares

from quartier.accounts.services import create_person
from quartier.catalogue.services import publish_indicator
from quartier.kernel.presence import Presence
from quartier.kernel.reader import SYSTEM


def get(path: str, client: Client | None = None, status: int = 200, **query: Any) -> Any:
    response = (client or Client()).get(f"/api/v1/{path}", query)
    assert response.status_code == status, response.content
    return response.json()


def vector(url: str, client: Client | None = None) -> pa.Table:
    response = (client or Client()).get(url)
    assert response.status_code == 200
    return pa.ipc.open_file(io.BytesIO(response.content)).read_all()


def test_catalogue(town: Path) -> None:
    answer = get("catalogue", lang="en")
    assert answer["workspace"]["name"] == "Squaretown"
    assert answer["workspace"]["fictitious"] is True
    assert [(t["key"], t["parent"], t["indicators"]) for t in answer["topics"]] == [
        ("work", None, 2),
        ("benefit", "work", 1),
    ]
    assert [level["key"] for level in answer["levels"]] == ["city", "quarter"]
    assert answer["levels"][1]["geographies"][0]["count"] == 9


@pytest.mark.parametrize(
    ("query", "found"),
    [("quote", ["sgb2-rate"]), ("hartz", ["sgb2-rate"]), ("Einwöhner", ["population"]), ("einwonner", ["population"]),
     ("zzzz", []), ("", ["sgb2-rate", "population"])],
)  # fmt: skip
def test_search_knows_synonyms_and_typing_errors(town: Path, query: str, found: list[str]) -> None:
    assert [item["key"] for item in get("indicators", q=query)["items"]] == found


def test_indicator_and_its_vector(town: Path) -> None:
    answer = get("indicators/sgb2-rate", lang="de")
    assert answer["name"] == "SGB-II-Quote"
    assert answer["periods"]["2023-12-31"]["label"] == "31.12.2023"
    coverage = next(c for c in answer["coverage"] if c["level"] == "quarter")
    assert coverage["periods"] == list(squares.PERIODS)
    table = vector(coverage["files"][0]["url"])
    meta = json.loads(table.schema.metadata[b"quartier"])
    geography = get("geographies/quarter/2020")
    assert meta["order"] == geography["order"]
    assert table["value"].to_pylist() == [0, 1, 2, 3, 4, 5, 6, None, None] * 2
    expected = [Presence.VALUE] * 7 + [Presence.SUPPRESSED, Presence.MISSING]
    assert table["presence"].to_pylist() == expected * 2


def test_geography(town: Path) -> None:
    answer = get("geographies/quarter/2020")
    units = vector(answer["units"])
    assert units["code"].to_pylist() == list(squares.CODES)
    assert units["parent:city"].to_pylist() == ["1"] * 9
    assert answer["shapes"]["kind"] == "geojson"
    shapes = json.loads(Client().get(answer["shapes"]["url"]).content)
    assert [feature["id"] for feature in shapes["features"]] == list(range(9))


def test_series_beside_its_surroundings(town: Path) -> None:
    answer = get("series", indicator="sgb2-rate", unit=["quarter:02", "quarter:21"])
    first, second = answer["series"]
    assert [point["value"] for point in first["points"]] == [2.0, 2.0]
    assert [point["presence"] for point in second["points"]] == [Presence.SUPPRESSED] * 2
    assert second["points"][0]["value"] is None
    assert [s["name"] for s in answer["references"]] == ["Quadratstadt"]
    assert answer["references"][0]["points"][0]["value"] == pytest.approx(100 * 30 / 900)


def test_passport(town: Path) -> None:
    place = {"indicator": "sgb2-rate", "level": "quarter", "geography": "2020", "period": "2023-12-31", "lang": "de"}
    answer = get("passport", unit="12", **place)
    assert answer["valueText"] == "5,0\u00a0%"
    assert (answer["rank"], answer["ranked"]) == (2, 7)
    assert (answer["point"]["numerator"], answer["point"]["denominator"]) == (5, 100)
    assert get("passport", unit="21", **place)["valueText"] == "geheim gehalten (kleine Fallzahl)"
    assert get("passport", unit="22", **place)["valueText"] == "keine Angabe"
    assert get("passport", status=404, unit="99", **place)["status"] == 404


@pytest.mark.parametrize(
    ("path", "query", "status", "said"),
    [
        ("indicators/nope", {}, 404, "nope"),
        ("geographies/quarter/1900", {}, 404, "1900"),
        ("series", {"indicator": "sgb2-rate", "unit": "02"}, 422, "level:code"),
        ("series", {}, 422, "indicator"),
        ("indicators", {"limit": "many"}, 422, "limit"),
        ("passport", {"indicator": "sgb2-rate", "level": "quarter", "geography": "2020", "unit": "02",
                      "period": "31.12.2023"}, 422, "time reference"),
    ],
)  # fmt: skip
def test_bad_requests_are_answered_in_words(
    town: Path, path: str, query: dict[str, str], status: int, said: str
) -> None:
    answer = get(path, status=status, **query)
    assert said in json.dumps(answer, ensure_ascii=False)
    assert answer["status"] == status


def test_public_and_confidential_files(town: Path) -> None:
    publish_indicator(by=SYSTEM, observations=squares.rate_observations(shift=2, audience="confidential"))
    create_person(by=SYSTEM, login="stat", password="ein langes Passwort 7")
    member = Client()
    assert member.login(username="stat", password="ein langes Passwort 7")
    public = get("indicators/sgb2-rate")
    inside = get("indicators/sgb2-rate", client=member)
    url = {who: next(c for c in a["coverage"] if c["level"] == "quarter")["files"][0]["url"]
           for who, a in (("public", public), ("inside", inside))}  # fmt: skip
    assert url["public"] != url["inside"]
    assert vector(url["inside"], member)["value"].to_pylist()[:3] == [2, 3, 4]
    assert Client().get(url["inside"]).status_code == 404
    assert member.get(url["inside"]).headers["Cache-Control"] == "private, no-store"
    assert Client().get(url["public"]).headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_files_travel_packed_and_in_parts(town: Path) -> None:
    url = get("indicators/sgb2-rate")["coverage"][0]["files"][0]["url"]
    plain = Client().get(url)
    packed = Client().get(url, headers={"accept-encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert Client().get(url, headers={"if-none-match": plain.headers["ETag"]}).status_code == 304


def test_every_answer_carries_the_policy(town: Path) -> None:
    for path in ("/karte/", "/anmelden/", "/api/", "/api/v1/catalogue", "/nowhere"):
        policy = Client().get(path).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "'unsafe-inline'" not in policy.replace("style-src-attr 'unsafe-inline'", "")


def test_empty_workspace_says_so(transactional_db: None, workspace: Path) -> None:
    assert "empty" in get("catalogue", status=404)["detail"]
