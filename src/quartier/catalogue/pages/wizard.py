"""A delivery step by step; its address is its state. Works without JavaScript."""

from __future__ import annotations

import csv
from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quartier.accounts.models import Actor
from quartier.accounts.services import reader_of
from quartier.catalogue.deliveries import editing, services
from quartier.catalogue.deliveries.services.receive import From
from quartier.catalogue.models import Delivery, DeliveryState, Licence, Source, Topic
from quartier.catalogue.pages import areas, posted, show, upload, words
from quartier.catalogue.pages.access import of_delivery
from quartier.catalogue.pages.views import render_page
from quartier.catalogue.pulls.pulls import origin_fetch
from quartier.compute.models import Job
from quartier.kernel.errors import Conflict, InputRejected, NotPermitted
from quartier.kernel.reader import Reader
from quartier.sources.tables import Mapping, Role


@csrf_exempt  # the guard has to stand before the body is read; the check follows in _new
@require_POST
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A file comes in. One that is too large is refused before it is read."""
    try:
        handler = upload.guard(request)
    except InputRejected as refused:
        return _too_large(request, refused)
    return _new(request, handler)


def _too_large(request: HttpRequest, refused: InputRejected) -> HttpResponse:
    response = render_page(request, refused)
    response.status_code = 413
    return response


@csrf_protect
def _new(request: HttpRequest, handler: upload.TooLarge) -> HttpResponse:
    by = reader_of(request.user)
    try:
        data, name = upload.sent_file(request, handler)
        supplier = Actor.objects.filter(pk=request.POST.get("supplier") or 0).first()
        origin = From(supplier, request.POST.get("supplier-name", "").strip())
        if upload.holds_areas(request.POST.get("holds", ""), data, name):
            delivery = services.receive_areas(by=by, data=data, file_name=name, origin=origin)
        else:
            delivery = services.receive(by=by, data=data, file_name=name, origin=origin)
            services.check_soon(by=by, delivery=delivery)
    except InputRejected as refused:
        return render_page(request, refused)
    return redirect("delivery", key=delivery.key)


@require_safe
@of_delivery
def step(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """Where the delivery stands."""
    if delivery.state == DeliveryState.WORKING:
        job = Job.objects.filter(pk=delivery.job or 0).first()
        context = {
            **show.frame(delivery, 2),
            "job": job,
            "message": gettext(job.message) if job and job.message else "",
        }
        return render(request, "catalogue/delivery_working.html", context)
    if delivery.state in (DeliveryState.PUBLISHED, DeliveryState.WITHDRAWN, DeliveryState.DISCARDED):
        return redirect("delivery-result", key=delivery.key)
    if delivery.kind == Delivery.Kind.GEOGRAPHY:
        return redirect("delivery-areas-preview" if delivery.basis else "delivery-areas", key=delivery.key)
    return redirect("delivery-preview" if delivery.basis else "delivery-mapping", key=delivery.key)


@require_http_methods(["GET", "HEAD", "POST"])
@of_delivery
def mapping(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """What was recognised, what is asked, what may be changed."""
    if not delivery.editable or delivery.kind != Delivery.Kind.VALUES:
        return redirect("delivery", key=delivery.key)
    if request.method != "POST":
        return _mapping_page(request, delivery)
    by = reader_of(request.user)
    try:
        made = posted.mapping(request.POST.dict(), Mapping.from_json(delivery.mapping))
    except InputRejected as refused:
        return _mapping_page(request, delivery, refused)
    delivery = services.decide(by=by, delivery=delivery, mapping=made)
    wanted = request.POST.get("new-indicator")
    if wanted is not None:
        return redirect(f"../indikator/?column={wanted if wanted.isdigit() else 0}")
    delivery = services.check_soon(by=by, delivery=delivery)
    return redirect("delivery", key=delivery.key)


def _mapping_page(request: HttpRequest, delivery: Delivery, refused: InputRejected | None = None) -> HttpResponse:
    context = {**show.frame(delivery, 1), **show.understanding(delivery)}
    for question in context["questions"]:  # what was answered stays, so that only what is wrong is asked again
        question["given"] = request.POST.get(f"answer-{question['key']}", "")
    context["refused"] = [
        {"message": words.problem_message(item.code, gettext("This answer is not possible.")), "column": item.column,
         "found": item.found, "expected": item.expected}
        for item in (refused.problems if refused else ())
    ]  # fmt: skip
    return render(request, "catalogue/delivery_mapping.html", context, status=422 if refused else 200)


@require_POST
@of_delivery
def source(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """Another sheet or encoding: recognition begins anew."""
    by = reader_of(request.user)
    sheet, encoding = request.POST.get("sheet", ""), request.POST.get("encoding", "")
    delivery = services.choose_source(by=by, delivery=delivery, sheet=sheet, encoding=encoding)
    services.check_soon(by=by, delivery=delivery)
    return redirect("delivery-mapping", key=delivery.key)


@require_http_methods(["GET", "HEAD", "POST"])
@of_delivery
def indicator(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """The short form of a new indicator; afterwards its column (or the whole table) delivers to it."""
    number = int(request.GET.get("column", "0") or 0) if request.GET.get("column", "0").isdigit() else 0
    if request.method != "POST":
        return _indicator_page(request, delivery, number)
    by = reader_of(request.user)
    try:
        made = services.create_indicator(by=by, words=posted.indicator(request.POST.dict()))
    except InputRejected as refused:
        return _indicator_page(request, delivery, number, refused)
    before = Mapping.from_json(delivery.mapping)
    if number:
        changed = editing.with_role(before, number, Role.VALUE, indicator=made.key)
        changed = editing.without(changed, [f"indicator:{number}", *_others_answered(before, number)])
    else:
        changed = before.answered("indicator", made.key)
    delivery = services.decide(by=by, delivery=delivery, mapping=changed)
    services.check_soon(by=by, delivery=delivery)
    return redirect("delivery", key=delivery.key)


def _others_answered(before: Mapping, number: int) -> list[str]:
    """With one indicator known, the general question for it is answered."""
    values = [column for column in before.columns if column.role is Role.VALUE and column.number != number]
    return ["indicator"] if all(column.indicator for column in values) else []


def _indicator_page(
    request: HttpRequest, delivery: Delivery, number: int, refused: InputRejected | None = None
) -> HttpResponse:  # fmt: skip
    language = words.language()
    mapped = Mapping.from_json(delivery.mapping)
    nameless = [column for column in mapped.of_role(Role.VALUE) if not column.indicator]
    column = mapped.column(number) if number or not nameless else nameless[0]
    context = {
        **show.frame(delivery, 1),
        "column": column,
        "sent": request.POST.dict() or {"name": column.header},
        "kinds": words.choices(words.KINDS, request.POST.get("kind", "")),
        "polarities": words.choices(words.POLARITIES, request.POST.get("polarity", "neutral")),
        "topics": [(row.key, row.name.get(language)) for row in Topic.objects.all()],
        "sources": [(row.key, row.name.get(language)) for row in Source.objects.all()],
        "licences": [(row.key, row.name) for row in Licence.objects.all()],
        "missing": {item.column for item in refused.problems} if refused else set(),
    }
    return render(request, "catalogue/indicator_new.html", context, status=422 if refused else 200)


@require_safe
@of_delivery
def preview(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """Everything that will change, everything that is wrong, before anything is written."""
    if (
        delivery.kind != Delivery.Kind.VALUES
        or not delivery.basis
        or delivery.state not in (DeliveryState.OPEN, DeliveryState.WAITING)
    ):
        values = delivery.kind == Delivery.Kind.VALUES
        return redirect("delivery-mapping" if delivery.editable and values else "delivery", key=delivery.key)
    return _preview_page(request, delivery)


def _preview_page(request: HttpRequest, delivery: Delivery, fault: str = "") -> HttpResponse:
    by = reader_of(request.user)
    two = services.four_eyes()
    waiting = delivery.state == DeliveryState.WAITING
    prepared = by.person in (delivery.person, delivery.handed_on_person)
    context = {
        **show.frame(delivery, 3 if waiting else 2),
        **show.preview(request, delivery),
        "fault": fault,
        "waiting": waiting,
        "may_publish": by.administrator and (not two or (waiting and not prepared)),
        "four_eyes": two,
    }
    return render(request, "catalogue/delivery_preview.html", context, status=422 if fault else 200)


@require_POST
@of_delivery
def unit(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """One text that names no unit: accept a suggestion, leave it out, or call it a total."""
    by, text, what = reader_of(request.user), request.POST.get("text", ""), request.POST.get("do", "")
    before = Mapping.from_json(delivery.mapping)
    if what == "skip":
        made = editing.left_out(before, text)
    elif what == "total":
        made = editing.as_total(before, text)
    elif what == "others":
        made = replace(before, others="skip")
    else:
        typed = request.POST.get("code", "").strip()
        made = editing.renamed(before, text, what.removeprefix("code:") if what.startswith("code:") else typed)
    delivery = services.decide(by=by, delivery=delivery, mapping=made)
    services.check_soon(by=by, delivery=delivery)
    return redirect("delivery", key=delivery.key)


@require_safe
@of_delivery
def problems_csv(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """All problems as a table for the supplier (semicolons and BOM, as spreadsheets in German want it)."""
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers={"Content-Language": request.LANGUAGE_CODE})
    response.headers["Content-Disposition"] = f'attachment; filename="{delivery.key}-probleme.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    response.write("\ufeff")
    writer = csv.writer(response, delimiter=";")
    writer.writerow([gettext("Severity"), gettext("File"), gettext("Row"), gettext("Column"), gettext("Problem"),
                     gettext("Found"), gettext("Expected")])  # fmt: skip
    for item in words.localised(delivery.report).get("problems", []):
        cells = [gettext(words.SEVERITIES[item["severity"]]), item["file"], item["row"], item["column"],
                 item["message"], item["found"], item["expected"]]  # fmt: skip
        writer.writerow([_defused(cell) for cell in cells])
    return response


def _defused(cell: object) -> object:
    """Text that a spreadsheet would take for a formula is marked as text (OWASP, CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


@require_POST
@of_delivery
def publish(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """Publish, or hand on to somebody who may."""
    by, wish = reader_of(request.user), posted.wish(request.POST.dict())
    if delivery.state == DeliveryState.WAITING:
        wish = replace(wish, accept_partial=delivery.partial, audience=delivery.audience, note=delivery.note,
                       vintage=delivery.vintage)  # fmt: skip
    try:
        if request.POST.get("do") == "hand-on":
            services.hand_on(by=by, delivery=delivery, wish=wish)
            return redirect("data-page")
        if delivery.kind == Delivery.Kind.GEOGRAPHY:
            services.publish_areas_soon(by=by, delivery=delivery, wish=wish)
        else:
            delivery = services.publish_soon(by=by, delivery=delivery, wish=wish)
    except InputRejected as refused:
        return _again(request, delivery, _why(refused))
    except (Conflict, NotPermitted) as refused:
        delivery.refresh_from_db()
        if not delivery.basis:
            raise
        return _again(request, delivery, _why_not(refused))
    return redirect("delivery", key=delivery.key)


def _again(request: HttpRequest, delivery: Delivery, fault: str) -> HttpResponse:
    if delivery.kind == Delivery.Kind.GEOGRAPHY:
        return areas.preview_page(request, delivery, fault)
    return _preview_page(request, delivery, fault)


def _why_not(refused: Conflict | NotPermitted) -> str:
    if isinstance(refused, NotPermitted):
        return gettext("You may not publish this delivery; another administrator does.")
    return gettext("This has changed since you saw it. Take the mapping over again and look at the difference.")


def _why(refused: InputRejected) -> str:
    codes = {item.code for item in refused.problems}
    if "audience" in codes:
        return gettext("Please say who may read the new indicator.")
    if "reason" in codes:
        return gettext("Please give a reason.")
    if "counted" in codes:
        return gettext(
            "Counts of single addresses are not published as they are: publish them as confidential, and the rules of "
            "protection make the public release."
        )
    if "empty" in codes:
        return gettext("The delivery holds nothing that can be published.")
    return gettext("There are errors. Mend the file, or choose to publish only what was read without error.")


@require_POST
@of_delivery
def take_back(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    services.take_back(by=reader_of(request.user), delivery=delivery)
    return redirect("delivery", key=delivery.key)


@require_POST
@of_delivery
def discard(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    services.discard(by=reader_of(request.user), delivery=delivery)
    return redirect("data-page")


@require_safe
@of_delivery
def result(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """What became of the delivery; undo."""
    return _result_page(request, delivery)


def _result_page(request: HttpRequest, delivery: Delivery, fault: str = "") -> HttpResponse:
    names = show.indicator_names()
    report = {item["key"]: item for item in delivery.report.get("indicators", [])}
    context = {
        **show.frame(delivery, 4),
        "releases": [
            {"row": row, "name": names.get(row.subject_key, row.subject_key), "found": report.get(row.subject_key)}
            for row in delivery.releases.all()
        ],
        "of_values": delivery.kind == Delivery.Kind.VALUES,
        "may_pull": _may_pull(reader_of(request.user), delivery),
        "may_undo": delivery.state == DeliveryState.PUBLISHED and reader_of(request.user).administrator,
        "fault": fault,
    }
    return render(request, "catalogue/delivery_result.html", context, status=422 if fault else 200)


def _may_pull(by: Reader, delivery: Delivery) -> bool:
    """It came from an address, and nobody fetches it regularly yet."""
    fetch = origin_fetch(delivery) if by.administrator else None
    return fetch is not None and fetch.pull_id is None and delivery.state == DeliveryState.PUBLISHED


@require_POST
@of_delivery
def undo(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """Withdraw the releases of the delivery, with a reason."""
    try:
        services.undo(by=reader_of(request.user), delivery=delivery, reason=request.POST.get("reason", ""))
    except InputRejected:
        return _result_page(request, delivery, gettext("Please give a reason."))
    except Conflict:
        delivery.refresh_from_db()
        fault = gettext(
            "A later release stands on this one, or it is no longer in force. Withdraw the later one first."
        )
        return _result_page(request, delivery, fault)
    return redirect("delivery-result", key=delivery.key)
