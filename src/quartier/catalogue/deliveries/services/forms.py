"""Delivery forms: made for a supplier, handed out as XLSX, recognised when they come back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from quartier.accounts.models import Actor
from quartier.accounts.services import record, require_writer
from quartier.catalogue.deliveries.context import gate_context
from quartier.catalogue.deliveries.editing import period_of
from quartier.catalogue.models import DeliveryForm, Geography, Indicator
from quartier.catalogue.observations import units
from quartier.kernel.declared import LevelKind
from quartier.kernel.errors import InputRejected, NotFound, Problem
from quartier.kernel.period import PeriodInvalid
from quartier.kernel.reader import Reader
from quartier.sources.forms import Form, FormColumn, write
from quartier.sources.tables import Mapping, Role, Workbook


@dataclass(frozen=True, slots=True)
class FormWish:
    """What a form asks for. `place`: level/geography."""

    supplier_name: str
    indicators: tuple[str, ...]
    place: str
    period: str
    due: str
    secrecy: str = ""
    supplier: Actor | None = None


def create_form(*, by: Reader, wish: FormWish) -> DeliveryForm:
    """A new form that is due. Raises InputRejected with all that is wrong, NotPermitted."""
    require_writer(by)
    geography = _geography(wish.place)
    problems = _problems(wish, geography)
    if problems or geography is None:
        raise InputRejected(problems, subject="form")
    with transaction.atomic():
        form = DeliveryForm.objects.create(
            key=secrets.token_hex(6),
            supplier=wish.supplier,
            supplier_name=(wish.supplier.name if wish.supplier else wish.supplier_name).strip()[:200],
            level=geography.level.key,
            geography=geography.key,
            period=period_of(wish.period),
            indicators=list(wish.indicators),
            due=date.fromisoformat(wish.due),
            secrecy=wish.secrecy.strip(),
            by=by.name,
        )
        record(by=by, action="form.create", subject=str(form), detail={"key": form.key})
    return form


def close_form(*, by: Reader, form: DeliveryForm) -> None:
    """Nothing is expected any more."""
    require_writer(by)
    with transaction.atomic():
        DeliveryForm.objects.filter(pk=form.pk, closed_at__isnull=True).update(closed_at=timezone.now())
        record(by=by, action="form.close", subject=str(form), detail={"key": form.key})


def form_file(form: DeliveryForm) -> bytes:
    """The form as XLSX. Raises NotFound when its geography or an indicator is gone."""
    geography = _geography(f"{form.level}/{form.geography}")
    if geography is None:
        raise NotFound(f"There is no geography {form.geography!r} of level {form.level!r}.")
    rows = units(geography)
    made = Form(
        title=", ".join(item.name.de for item in (column.indicator for column in _columns(form))),
        supplier=form.supplier_name,
        level=form.level,
        geography=form.geography,
        units=tuple(zip(rows["code"].astype(str), rows["name"].astype(str), strict=True)),
        columns=_columns(form),
        due=form.due,
        secrecy=form.secrecy,
        unit_word=geography.level.name,
    )
    return write(made)


def form_of(workbook: Workbook) -> DeliveryForm | None:
    """The open form that a returned workbook is: the same places, indicators and period; the one due first."""
    texts = [sheet.form for sheet in workbook.sheets if sheet.form]
    if not texts:
        return None
    mapping = Mapping.from_json(texts[0])
    columns = mapping.of_role(Role.VALUE)
    asked = ({column.indicator for column in columns}, {column.period for column in columns}, mapping.geographies)
    for form in DeliveryForm.objects.filter(closed_at__isnull=True):
        if asked == (set(form.indicators), {form.period}, ((form.level, form.geography),)):
            return form
    return None


def _columns(form: DeliveryForm) -> tuple[FormColumn, ...]:
    context = gate_context()
    definitions = {
        row.key: row.wording().definition.de
        for row in Indicator.objects.filter(key__in=form.indicators).prefetch_related("wordings")
    }
    known = [context.indicator(key) for key in form.indicators]
    return tuple(FormColumn(item, form.period, definitions.get(item.key, "")) for item in known if item is not None)


def _geography(place: str) -> Geography | None:
    level, _, key = place.partition("/")
    rows = Geography.objects.filter(level__key=level, key=key, current__isnull=False)
    return rows.exclude(level__kind=LevelKind.BLOCKS).select_related("level", "current").first()


def _problems(wish: FormWish, geography: Geography | None) -> list[Problem]:
    found = [] if geography else [Problem("This field is needed.", "required", column="place")]
    if not (wish.supplier or wish.supplier_name.strip()):
        found.append(Problem("This field is needed.", "required", column="supplier-name"))
    known = set(Indicator.objects.filter(key__in=wish.indicators).values_list("key", flat=True))
    if not wish.indicators or set(wish.indicators) - known:
        found.append(Problem("This field is needed.", "required", column="indicators"))
    try:
        period_of(wish.period)
    except PeriodInvalid:
        found.append(Problem("This is no period.", "not-a-period", column="period", found=wish.period))
    try:
        date.fromisoformat(wish.due)
    except ValueError:
        found.append(Problem("This is no day.", "required", column="due", found=wish.due))
    return found
