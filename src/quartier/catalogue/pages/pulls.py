"""The section Abrufe: tasks, pulls with their history, connections, hosts inside the network. Administrators alone."""

from __future__ import annotations

import math
from datetime import time
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quartier.accounts.services import reader_of, require_writer
from quartier.catalogue.deliveries import services as deliveries
from quartier.catalogue.models import AllowedHost, Connection, Delivery, Fetch, Pull
from quartier.catalogue.models.deliveries import UNFINISHED
from quartier.catalogue.pages import pull_words, words
from quartier.catalogue.pages.sections import page
from quartier.catalogue.pulls import connections, hosts
from quartier.catalogue.pulls import pulls as services
from quartier.catalogue.pulls.limits import Limits
from quartier.catalogue.pulls.pulls import PullWish, Rhythm, again_key, schedule_key
from quartier.compute.models import ENDED, Job, Schedule
from quartier.kernel.errors import Conflict, InputRejected, Problem
from quartier.sources.tables import Mapping, Role

_HISTORY = 60


@require_safe
@login_required
def page_of_pulls(request: HttpRequest) -> HttpResponse:
    return _list(request)


def _list(request: HttpRequest, fault: str = "", sent: dict[str, str] | None = None) -> HttpResponse:
    require_writer(reader_of(request.user))
    rows = list(Pull.objects.select_related("connection"))
    context = {
        "tasks": _tasks(),
        "pulls": [_pull(row) for row in rows],
        "connections": [_connection(row) for row in Connection.objects.kept().prefetch_related("pulls")],
        "hosts": AllowedHost.objects.all(),
        "four_eyes": deliveries.four_eyes(),
        "fault": fault,
        "sent": sent or {},
    }
    return page(request, "pulls", "catalogue/pulls.html", context, status=422 if fault else 200)


def _tasks() -> list[dict[str, Any]]:
    """Deliveries that pulls brought and that a person has to look at."""
    rows = Delivery.objects.filter(state__in=UNFINISHED, fetches__pull__isnull=False).distinct()
    found = [{"row": row, **told} for row in rows if (told := pull_words.pulled(row))]
    return [{**item, "state": gettext(words.STATES[item["row"].state])} for item in found]


def _pull(row: Pull) -> dict[str, Any]:
    last = row.fetches.first()
    schedule = Schedule.objects.filter(key=schedule_key(row)).first()
    again = Schedule.objects.filter(key=again_key(row)).first()
    running = Job.objects.filter(name=services.PULL_JOB).exclude(state__in=ENDED)
    coming = [item.next_run for item in (schedule, again) if item is not None and item.enabled]
    return {
        "row": row,
        "rhythm": pull_words.rhythm(row),
        "kind": gettext(pull_words.KINDS[row.connection.kind]),
        "last": last,
        "outcome": gettext(pull_words.OUTCOMES[last.outcome]) if last else "",
        "reasons": pull_words.reasons(last) if last else [],
        "next": min(coming) if coming else None,
        "again": again is not None,
        "busy": running.filter(arguments={"pull": row.key}).exists(),
    }


def _connection(row: Connection) -> dict[str, Any]:
    return {
        "row": row,
        "kind": gettext(pull_words.KINDS[row.kind]),
        "readable": connections.readable(row),
        "pulls": [pull.name for pull in row.pulls.all()],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest, key: str) -> HttpResponse:
    """A pull from a delivery that was fetched."""
    by = reader_of(request.user)
    require_writer(by)
    delivery = deliveries.find(key, reader=by)
    fetch = services.origin_fetch(delivery)
    if fetch is None or fetch.connection is None:
        raise Conflict("This delivery was not fetched from an address.")
    if request.method != "POST":
        return _form(request, delivery=delivery, fetch=fetch)
    sent, access = request.POST.dict(), None
    if sent.get("password"):
        access = connections.Access(fetch.connection.address, sent.get("user", "").strip(), sent["password"])
    try:
        pull = services.create_pull(by=by, delivery=delivery, wish=_wish(sent), access=access)
    except InputRejected as refused:
        return _form(request, delivery=delivery, fetch=fetch, missing=refused)
    except Conflict:
        return _form(request, delivery=delivery, fetch=fetch, fault=gettext("Please enter name and password again."))
    return redirect("data-pull", key=pull.key)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def one(request: HttpRequest, key: str) -> HttpResponse:
    """A pull: its settings, and what became of it."""
    by = reader_of(request.user)
    pull = services.find_pull(key, reader=by)
    if request.method != "POST":
        return _form(request, pull=pull)
    try:
        services.change_pull(by=by, pull=pull, wish=_wish(request.POST.dict()))
    except InputRejected as refused:
        return _form(request, pull=pull, missing=refused)
    return redirect("data-pull", key=pull.key)


@require_POST
@login_required
def act(request: HttpRequest, key: str) -> HttpResponse:
    """Now, pause, resume, remove."""
    by, what = reader_of(request.user), request.POST.get("do", "")
    pull = services.find_pull(key, reader=by)
    if what == "now":
        services.pull_soon(by=by, pull=pull)
        return redirect("data-jobs")
    if what == "remove":
        services.remove_pull(by=by, pull=pull)
        return redirect("data-pulls")
    services.pause(by=by, pull=pull, on=what == "pause")
    return redirect("data-pull", key=pull.key)


@require_POST
@login_required
def connection(request: HttpRequest, key: str) -> HttpResponse:
    """Another password; remove."""
    by, sent = reader_of(request.user), request.POST
    row = connections.find_connection(key, reader=by)
    try:
        if sent.get("do") == "remove":
            connections.remove_connection(by=by, connection=row)
        else:
            user, password = sent.get("user", ""), sent.get("password", "")
            connections.set_password(by=by, connection=row, user=user, password=password)
    except Conflict:
        return _list(request, gettext("Pulls use this connection; remove them first."))
    return redirect("data-pulls")


@require_POST
@login_required
def host(request: HttpRequest) -> HttpResponse:
    """Allow a host inside the network, or forbid it again."""
    by, sent = reader_of(request.user), request.POST.dict()
    if sent.get("do") == "forbid":
        hosts.forbid_host(by=by, text=sent.get("host", ""))
        return redirect("data-pulls")
    try:
        hosts.allow_host(by=by, text=sent.get("host", ""), reason=sent.get("reason", ""))
    except InputRejected:
        fault = gettext(
            "Name a host such as geo.stadt.intern, 10.1.2.3:8080 or a network such as 10.20.0.0/16, and a reason."
        )
        return _list(request, fault, sent)
    return redirect("data-pulls")


def _wish(sent: dict[str, Any]) -> PullWish:
    """What the form says. Raises InputRejected (numbers and times that are none)."""
    problems: list[Problem] = []

    def number(name: str) -> float:
        text = str(sent.get(name, "")).strip().replace(",", ".")
        try:
            if math.isfinite(found := float(text)):
                return found
            raise ValueError
        except ValueError:
            problems.append(Problem("This is no number.", "required", column=name, found=text))
            return 0.0

    try:
        at = time.fromisoformat(sent.get("at") or "05:00")
    except ValueError:
        at = time(5, 0)
        problems.append(Problem("This is no time.", "required", column="at", found=sent.get("at")))
    hours = number("hours") if sent.get("rhythm") == Pull.Rhythm.HOURS else 24
    weekday = str(sent.get("weekday", "0"))
    limits = Limits(int(number("most-units")), number("most-percent"), sent.get("may-lose") == "on")
    if problems:
        raise InputRejected(problems, subject="pull")
    rhythm = Rhythm(sent.get("rhythm", ""), int(hours), int(weekday) if weekday.isdecimal() else 0, at)
    return PullWish(
        sent.get("name", ""), rhythm, sent.get("period-rule") or "fixed", sent.get("publishes") == "on", limits
    )


def _form(
    request: HttpRequest, *, pull: Pull | None = None, delivery: Delivery | None = None, fetch: Fetch | None = None,
    missing: InputRejected | None = None, fault: str = "",
) -> HttpResponse:  # fmt: skip
    source = pull.connection if pull else fetch.connection if fetch else None
    values = request.POST.dict() if request.method == "POST" else _values(pull, delivery)
    mapping = pull.mapping if pull else delivery.mapping if delivery else ""
    context = {
        "pull": _pull(pull) if pull else None,
        "delivery": delivery,
        "source": source,
        "source_kind": gettext(pull_words.KINDS[source.kind]) if source else "",
        "offer": pull.offer if pull else fetch.offer if fetch else "",
        "only": (pull or fetch),
        "ask_password": bool(fetch and not services.secret_is_there(fetch)),
        "values": {name.replace("-", "_"): value for name, value in values.items()},
        "rhythms": words.choices(pull_words.RHYTHMS, values.get("rhythm", "daily")),
        "days": words.choices({str(i): day for i, day in enumerate(pull_words.DAYS)}, values.get("weekday", "0")),
        "period_rules": words.choices(pull_words.PERIOD_RULES, values.get("period-rule", "fixed")),
        "asks_period": _asks_period(mapping, (pull.holds if pull else fetch.holds if fetch else "")),
        "history": _history(pull) if pull else [],
        "four_eyes": deliveries.four_eyes(),
        "missing": {item.column for item in missing.problems} if missing else set(),
        "fault": fault or (gettext("Please fill in the marked fields.") if missing else ""),
    }
    return page(request, "pulls", "catalogue/pull.html", context, status=422 if context["fault"] else 200)


def _values(pull: Pull | None, delivery: Delivery | None) -> dict[str, str]:
    """What the fields of the form hold at first."""
    if pull is None:
        name = delivery.file_name.rpartition(".")[0] if delivery else ""
        return {"name": name, "rhythm": "daily", "at": "05:00", "hours": "6", "weekday": "0", "most-units": "10",
                "most-percent": "25"}  # fmt: skip
    return {
        "name": pull.name, "rhythm": pull.rhythm, "hours": str(pull.hours), "weekday": str(pull.weekday),
        "at": pull.at.strftime("%H:%M") if pull.at else "05:00", "period-rule": pull.period_rule,
        "publishes": "on" if pull.publishes else "", "most-units": str(pull.most_units),
        "most-percent": words.number(pull.most_percent), "may-lose": "on" if pull.may_lose else "",
    }  # fmt: skip


def _asks_period(mapping: str, holds: str) -> bool:
    """Whether the data do not tell the period themselves."""
    if holds != Delivery.Kind.VALUES or not mapping:
        return False
    made = Mapping.from_json(mapping)
    values = made.of_role(Role.VALUE)
    return not made.of_role(Role.PERIOD) and not (values and all(column.period for column in values))


def _history(pull: Pull) -> list[dict[str, Any]]:
    rows = pull.fetches.select_related("delivery")[:_HISTORY]
    return [
        {
            "row": row,
            "count": words.number(row.count) if row.count is not None else "",
            "outcome": gettext(pull_words.OUTCOMES[row.outcome]),
            "delivered": gettext(words.STATES[row.delivery.state]) if row.delivery else "",
            "limits": pull_words.limits(row),
            "broken": pull_words.limits(row, broken=True),
            "reasons": pull_words.reasons(row),
        }
        for row in rows
    ]
