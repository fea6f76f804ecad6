"""Rule sets of protection on the page Daten: tried before they are saved, followed by sources, changes on record."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from tests import squares
from tests.integration.test_protection import SHOWN, rate, secret_town  # noqa: F401 (fixture)

from quartier.accounts.models import AuditEvent, Person
from quartier.accounts.services import create_person
from quartier.catalogue.models import Release, RuleSet, Source
from quartier.catalogue.protection import rule_set_for
from quartier.catalogue.services import Thresholds, define_rule_set, publish_indicator, trial
from quartier.compute.models import Job
from quartier.kernel.reader import SYSTEM

FIELDS = {"name": "Statistik der BA", "demanded-by": "Vereinbarung", "numerator": "3", "complement": "0",
          "denominator": "0", "indicators": ["sgb2-rate"]}  # fmt: skip


@pytest.fixture
def client(secret_town: Path) -> Client:  # noqa: F811
    create_person(by=SYSTEM, login="anna", password="neun-quadrate-am-fluss", role="administrator")
    made = Client(headers={"accept-language": "de"})
    made.force_login(Person.objects.get(login="anna"))
    return made


def test_tried_saved_followed_and_reported(client: Client) -> None:
    """By hand (test_protection): 3 of 9 quarters are hidden by the rules or for them, one came hidden."""
    tried = client.post("/daten/schutz/neu/", {**FIELDS, "do": "try"}).content.decode()
    assert "Was verborgen würde" in tried and not RuleSet.objects.exists() and rate().current_public is None
    page = client.post("/daten/schutz/neu/", {**FIELDS, "do": "save"})
    assert page.headers["Location"] == "/daten/schutz/regeln/statistik-der-ba/"
    rules = RuleSet.objects.get()
    assert (rules.numerator, rules.demanded_by) == (3, "Vereinbarung")
    client.post("/daten/schutz/regeln/statistik-der-ba/gilt/", {"sources": ["office"]})
    assert rule_set_for(rate()) == rules
    report = client.post("/daten/schutz/ableiten/", {"indicator": "sgb2-rate"}, follow=True).content.decode()
    public = rate().current_public
    assert public is not None and public.provenance["rule_set"]["key"] == "statistik-der-ba"
    table = public.provenance["report"]["by_level_and_period"]
    quarters = [row for row in table if row["level"] == "quarter"]
    assert [row["shown"] for row in quarters] == [sum(value is not None for value in SHOWN)] * 2
    assert "anna" in report and "Anzahlen unter 3" in report
    listed = client.get("/daten/schutz/").content.decode()
    assert "Schwellen gesetzt" in listed and "neu ableiten" not in listed
    client.post("/daten/schutz/regeln/statistik-der-ba/", {**FIELDS, "numerator": "5", "do": "save"})
    assert "neu ableiten" in client.get("/daten/schutz/").content.decode(), "the release in force is of the old rules"
    client.post("/daten/schutz/regeln/statistik-der-ba/entfernen/")
    assert not RuleSet.objects.exists() and rate().current_public == public


def test_the_rule_set_of_an_indicator_goes_before_that_of_its_source(client: Client) -> None:
    for key in ("amt", "haus"):
        define_rule_set(by=SYSTEM, key=key, name=key, thresholds=Thresholds(numerator=3))
    client.post("/daten/schutz/regeln/amt/gilt/", {"sources": ["office"]})
    assert rule_set_for(rate()) == RuleSet.objects.get(key="amt")
    client.post("/daten/schutz/regeln/haus/gilt/", {"indicators": ["sgb2-rate"]})
    assert rule_set_for(rate()) == RuleSet.objects.get(key="haus")
    client.post("/daten/schutz/regeln/haus/gilt/", {})
    assert rule_set_for(rate()) == RuleSet.objects.get(key="amt")
    assert Source.objects.get(key="office").rule_set_use.rule_set.key == "amt"
    assert AuditEvent.objects.filter(action="rule-set.use", by="anna").count() == 3


def test_what_cannot_be_is_told_and_nothing_saved(client: Client) -> None:
    for wrong in ({"name": ""}, {"numerator": "-1"}, {"numerator": "drei"}, {"numerator": "2"}, {"numerator": "0"}):
        answer = client.post("/daten/schutz/neu/", {**FIELDS, **wrong, "do": "save"})
        assert answer.status_code == 422, wrong
    assert not RuleSet.objects.exists()
    assert client.get("/daten/schutz/regeln/gibtsnicht/").status_code == 404
    release = Release.objects.filter(subject_key="sgb2-rate").first()
    assert release and client.get(f"/daten/schutz/bericht/{release.pk}/").status_code == 404


def test_a_long_trial_runs_as_a_job(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "AT_ONCE", 3)
    answer = client.post("/daten/schutz/neu/", {**FIELDS, "do": "try"})
    job = Job.objects.get(name=trial.TRIAL_JOB)
    assert answer.headers["Location"] == f"/daten/schutz/versuch/{job.pk}/"
    assert "q-wait" in client.get(answer.headers["Location"]).content.decode()

    class Quiet:
        def progress(self, done: int, total: int, message: str = "") -> None: ...

        def check_cancelled(self) -> None: ...

    found = trial.trial_job(Quiet(), **job.arguments)
    Job.objects.filter(pk=job.pk).update(result=found, state=Job.State.SUCCEEDED)
    assert "Quartiere" in client.get(answer.headers["Location"]).content.decode()


def test_administrators_alone(client: Client) -> None:
    create_person(by=SYSTEM, login="carl", password="neun-quadrate-am-fluss")
    client.force_login(Person.objects.get(login="carl"))
    define_rule_set(by=SYSTEM, key="amt", name="amt", thresholds=Thresholds(numerator=3))
    publish_indicator(by=SYSTEM, observations=squares.count_observations())
    for path in ("", "neu/", "regeln/amt/"):
        assert client.get(f"/daten/schutz/{path}").status_code == 403, path
    assert client.post("/daten/schutz/regeln/amt/entfernen/").status_code == 403
    assert client.post("/daten/schutz/regeln/amt/gilt/").status_code == 403
    assert RuleSet.objects.exists()
