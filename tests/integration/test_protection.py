"""Protection at publication: the public sees what the rule set leaves, by every way out; nothing of the rest."""

from __future__ import annotations

import argparse
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.test import Client
from tests import squares

from quartier.accounts.models import AuditEvent
from quartier.catalogue.models import Indicator, Level, Release, ReleaseFile, RuleSet
from quartier.catalogue.observations import current_release, observations
from quartier.catalogue.protection import rule_set_for
from quartier.catalogue.services import (
    Thresholds,
    assign_rule_set,
    define_rule_set,
    derive_public,
    publish_collection,
    publish_indicator,
    try_rules,
    withdraw,
)
from quartier.catalogue.services import protect as protect_service
from quartier.compute.models import Job
from quartier.kernel.declared import LevelKind
from quartier.kernel.errors import InputRejected, NotFound, NotPermitted
from quartier.kernel.jobs import JOBS
from quartier.kernel.presence import Confidentiality, Presence
from quartier.kernel.reader import PUBLIC, SYSTEM, Reader
from quartier.web.commands import protect as protect_command

MEMBER = Reader("Mitglied", person=7, confidential=True)
# By hand, for "below 3 is hidden": 01 and 02 are 1 and 2. 21 came hidden; what the city's 30 leaves for it beside the
# others is 9. With 01 and 02 between 1 and 2 it would lie between 8 and 10, so one more is hidden: 10 (3 people), the
# cheapest. 22 has no figure and stays so, 00 is a zero and stays so.
SHOWN = [0, None, None, None, 4, 5, 6, None, None]
PRESENCE = [Presence.VALUE, *[Presence.SUPPRESSED] * 3, *[Presence.VALUE] * 3, Presence.SUPPRESSED, Presence.MISSING]


@pytest.fixture
def secret_town(transactional_db: None, workspace: Path) -> Path:
    """The town of nine squares; its SGB II rate is confidential and was never public."""
    rates = squares.rate_observations(audience="confidential")
    town = squares.with_observations(squares.count_observations(), rates)
    publish_collection(by=SYSTEM, collection=town)
    return workspace


def rate() -> Indicator:
    return Indicator.objects.select_related("current_public", "current_confidential").get(key="sgb2-rate")


def three(**more: Any) -> RuleSet:
    return define_rule_set(
        by=SYSTEM, key="min-3", name="Statistik der BA: mindestens 3", thresholds=Thresholds(numerator=3), **more
    )


def public_vector(level: str = "quarter", client: Client | None = None) -> tuple[pa.Table, str]:
    client = client or Client()
    answer = client.get("/api/v1/indicators/sgb2-rate").json()
    url = next(part for part in answer["coverage"] if part["level"] == level)["files"][0]["url"]
    return pa.ipc.open_file(io.BytesIO(client.get(url).content)).read_all(), url


def test_the_public_sees_what_the_rules_leave(secret_town: Path) -> None:
    assert Client().get("/api/v1/indicators/sgb2-rate").status_code == 404
    derive_public(by=SYSTEM, indicator=rate(), rule_set=three())
    table, _ = public_vector()
    assert table["value"].to_pylist() == SHOWN * 2
    assert table["presence"].to_pylist() == PRESENCE * 2
    assert table["numerator"].to_pylist()[:4] == [0, None, None, None]
    assert table["denominator"].to_pylist()[:4] == [100, None, None, None]
    city, _ = public_vector("city")
    assert city["value"].to_pylist() == [pytest.approx(100 * 30 / 900)] * 2
    place = {"indicator": "sgb2-rate", "level": "quarter", "geography": "2020", "period": "2023-12-31", "lang": "de"}
    for unit in ("02", "10", "21"):
        told = Client().get("/api/v1/passport", {"unit": unit, **place}).json()
        assert told["valueText"] == "geheim gehalten (kleine Fallzahl)"
        assert (told["point"]["value"], told["point"]["lower"], told["point"]["numerator"]) == (None, None, None)


def test_hidden_figures_say_whether_for_themselves_or_for_others(secret_town: Path) -> None:
    derive_public(by=SYSTEM, indicator=rate(), rule_set=three())
    frame = observations(rate(), reader=PUBLIC)
    last = frame[(frame["period"] == "2023-12-31") & (frame["level"] == "quarter")].set_index("unit")
    marks = last["confidentiality"].to_dict()
    assert [marks[unit] for unit in ("01", "02", "21")] == [Confidentiality.PRIMARY] * 3
    assert marks["10"] == Confidentiality.SECONDARY
    assert [marks[unit] for unit in ("00", "11", "12", "20")] == [Confidentiality.FREE] * 4


def test_files_of_the_confidential_release_are_not_there_for_the_public(secret_town: Path) -> None:
    public = derive_public(by=SYSTEM, indicator=rate(), rule_set=three())
    secret = current_release(rate(), reader=MEMBER)
    open_files = set(public.files.values_list("sha256", flat=True))
    only_secret = [file for file in secret.files.all() if file.sha256 not in open_files]
    assert {file.name for file in only_secret} >= {"observations.parquet"}
    for file in only_secret:
        assert Client().get(f"/data/{file.sha256}/{file.name.rsplit('/', 1)[-1]}").status_code == 404
    assert current_release(rate(), reader=PUBLIC) == public


def test_provenance_names_the_source_the_rules_and_what_was_hidden(secret_town: Path) -> None:
    release = derive_public(by=SYSTEM, indicator=rate(), rule_set=three(demanded_by="§ 16 BStatG"))
    secret = rate().current_confidential
    assert secret is not None
    assert release.provenance["derived_from"] == str(secret)
    assert release.provenance["rule_set"]["numerator"] == 3
    assert release.provenance["rule_set"]["demanded_by"] == "§ 16 BStatG"
    report = release.provenance["report"]
    quarters = [row for row in report["by_level_and_period"] if row["level"] == "quarter"]
    assert quarters == [
        {"level": "quarter", "period": period, "figures": 8, "shown": 4, "primary": 2, "secondary": 1, "delivered": 1}
        for period in squares.PERIODS
    ]
    assert report["kept"] == pytest.approx(10 / 16, abs=1e-4)  # 2 x (4 quarters and the city) of 2 x 8 figures
    assert AuditEvent.objects.filter(action="release.protect", subject=str(release)).count() == 1


def test_the_same_again_is_no_new_release(secret_town: Path) -> None:
    first = derive_public(by=SYSTEM, indicator=rate(), rule_set=three())
    assert derive_public(by=SYSTEM, indicator=rate(), rule_set=three()) == first


def test_a_new_confidential_release_brings_its_public_one(secret_town: Path) -> None:
    assign_rule_set(by=SYSTEM, indicator=rate(), rule_set=three())
    publish_indicator(by=SYSTEM, observations=squares.rate_observations(shift=10, audience="confidential"))
    public = current_release(rate(), reader=PUBLIC)
    assert public.provenance["derived_from"] == str(rate().current_confidential)
    # 10 to 16 people: nothing is small; the city's 40 contradicts the quarters and tells nothing of 21
    assert public_vector()[0]["value"].to_pylist()[:7] == [10, 11, 12, 13, 14, 15, 16]


def test_without_rule_set_nothing_becomes_public(secret_town: Path) -> None:
    publish_indicator(by=SYSTEM, observations=squares.rate_observations(shift=1, audience="confidential"))
    with pytest.raises(NotFound):
        current_release(rate(), reader=PUBLIC)


def test_the_default_of_the_workspace_holds_where_there_is_no_own(secret_town: Path) -> None:
    assert rule_set_for(rate()) is None
    default = three(default=True)
    own = define_rule_set(by=SYSTEM, key="min-10", name="10", thresholds=Thresholds(numerator=10))
    assert rule_set_for(rate()) == default
    assign_rule_set(by=SYSTEM, indicator=rate(), rule_set=own)
    assert rule_set_for(rate()) == own
    assign_rule_set(by=SYSTEM, indicator=rate(), rule_set=None)
    assert rule_set_for(rate()) == default
    define_rule_set(by=SYSTEM, key="min-10", name="10", thresholds=Thresholds(numerator=10), default=True)
    assert [row.key for row in RuleSet.objects.filter(default=True)] == ["min-10"]


def test_large_releases_are_derived_by_a_job(secret_town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assign_rule_set(by=SYSTEM, indicator=rate(), rule_set=three())
    monkeypatch.setattr(protect_service, "LARGE", 1)
    publish_indicator(by=SYSTEM, observations=squares.rate_observations(shift=1, audience="confidential"))
    job = Job.objects.get(name=protect_service.DERIVE_JOB)
    assert rate().current_public is None

    class Told:
        def progress(self, done: int, total: int, message: str = "") -> None: ...
        def check_cancelled(self) -> None: ...

    JOBS.get(job.name)(Told(), **job.arguments)
    assert current_release(rate(), reader=PUBLIC).provenance["derived_from"] == str(rate().current_confidential)


def test_withdrawal_takes_along_what_was_derived(secret_town: Path) -> None:
    assign_rule_set(by=SYSTEM, indicator=rate(), rule_set=three())
    first = derive_public(by=SYSTEM, indicator=rate(), rule_set=three())
    wrong = publish_indicator(by=SYSTEM, observations=squares.rate_observations(shift=10, audience="confidential"))
    assert current_release(rate(), reader=PUBLIC) != first
    withdraw(by=SYSTEM, release=wrong, reason="falsche Spalte")
    assert current_release(rate(), reader=PUBLIC) == first
    assert Release.objects.get(provenance__derived_from=str(wrong)).withdrawn_reason == "falsche Spalte"


def test_what_was_public_before_is_told(town: Path) -> None:
    """The plain town published its figures openly: hiding them now is done, and said to be late."""
    publish_indicator(by=SYSTEM, observations=squares.rate_observations(audience="confidential"))
    before = Release.objects.count()
    report = try_rules(by=SYSTEM, indicator=rate(), rule_set=three())
    assert report.known_before >= 4  # 01 and 02 in both periods
    assert Release.objects.count() == before


def test_rights_and_refusals(secret_town: Path) -> None:
    rules = three()
    with pytest.raises(NotPermitted):
        derive_public(by=MEMBER, indicator=rate(), rule_set=rules)
    with pytest.raises(NotPermitted):
        try_rules(by=MEMBER, indicator=rate(), rule_set=rules)
    with pytest.raises(NotFound, match="no confidential release"):
        derive_public(by=SYSTEM, indicator=Indicator.objects.get(key="population"), rule_set=rules)
    with pytest.raises(InputRejected, match="gap would tell"):
        define_rule_set(by=SYSTEM, key="min-2", name="", thresholds=Thresholds(numerator=2))
    with pytest.raises(InputRejected, match="no threshold"):
        define_rule_set(by=SYSTEM, key="nothing", name="", thresholds=Thresholds())
    assert RuleSet.objects.count() == 1


def test_what_stays_computable_is_not_published(secret_town: Path) -> None:
    """One quarter has figures, one person; a city that may not be hidden shows the same 1."""
    given = squares.rate_observations(audience="confidential")
    frame = given.frame[(given.frame["unit"] == "01") | (given.frame["level"] == "city")].copy()
    city = frame["level"] == "city"
    frame.loc[city, "numerator"] = 1.0
    frame.loc[city, "value"] = 100 / 900
    publish_indicator(by=SYSTEM, observations=replace(given, frame=frame))
    report = try_rules(by=SYSTEM, indicator=rate(), rule_set=three())
    assert report.exposed == 0  # both are hidden, and 1 and 2 stay possible
    assert report.table["shown"].sum() == 0
    Level.objects.filter(key="city").update(kind=LevelKind.REFERENCE)
    with pytest.raises(InputRejected, match=r"2 figures .* can be computed"):
        derive_public(by=SYSTEM, indicator=rate(), rule_set=three())
    assert rate().current_public is None


def test_failures_are_kept_on_record(secret_town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assign_rule_set(by=SYSTEM, indicator=rate(), rule_set=three())
    RuleSet.objects.update(numerator=0)  # a rule set that protects nothing, as only a hand on the database makes it
    publish_indicator(by=SYSTEM, observations=squares.rate_observations(shift=1, audience="confidential"))
    event = AuditEvent.objects.get(action="release.protect-failed")
    assert "no threshold" in json.dumps(event.detail)
    assert rate().current_public is None
    assert ReleaseFile.objects.filter(release__audience="public", release__subject_key="sgb2-rate").count() == 0


def test_command_tries_and_publishes(
    secret_town: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command itself, in the database of this test."""
    monkeypatch.setattr("quartier.web.bootstrap.prepare", lambda *_, **__: None)
    parser = argparse.ArgumentParser()
    protect_command.register(parser.add_subparsers())

    def run(*words: str) -> str:
        args = parser.parse_args(["protect", *words])
        assert args.func(args) == 0
        return capsys.readouterr().out

    tried = run("sgb2-rate", "--rules", "min-3", "--numerator", "3", "--try")
    assert "62.5 % of the figures are shown" in tried
    assert (RuleSet.objects.count(), rate().current_public) == (0, None)
    assert run("sgb2-rate", "--rules", "min-3", "--numerator", "3") == tried
    assert rate().current_public is not None
    assert rule_set_for(rate()) == RuleSet.objects.get(key="min-3")
    with pytest.raises(InputRejected, match="name it with --rules"):
        run("sgb2-rate", "--numerator", "3")
    with pytest.raises(NotFound, match="nope"):
        run("nope")
