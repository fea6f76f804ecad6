"""A message to a supplier whose delivery is due: ready to copy or to open in one's mail program; nothing is sent."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override
from django.views.decorators.http import require_safe

from quartier.accounts.services import reader_of
from quartier.catalogue.models import DeliveryForm, Indicator, WorkspaceProfile
from quartier.catalogue.pages import words
from quartier.catalogue.pages.sections import page
from quartier.kernel.text import Text

_SUBJECT = Text("Daten für {period}: {names}", "Data for {period}: {names}")
_DUE = Text(
    "Guten Tag,\n\nbis zum {due} erwarten wir von Ihnen diese Zahlen für {period}:\n\n{list}\n\n"
    "Der Lieferbogen liegt bei; bitte nur die leeren Felder ausfüllen und die Datei zurücksenden.{secrecy}\n\n"
    "Vielen Dank und freundliche Grüße\n{person}\n{town}",
    "Dear colleagues,\n\nby {due} we expect these figures for {period} from you:\n\n{list}\n\n"
    "The delivery form is attached; please fill in the empty cells alone and send the file back.{secrecy}\n\n"
    "Thank you and kind regards\n{person}\n{town}",
)
_LATE = Text(
    "Guten Tag,\n\nam {due} waren diese Zahlen für {period} fällig; sie sind noch nicht da:\n\n{list}\n\n"
    "Der Lieferbogen liegt noch einmal bei; bitte nur die leeren Felder ausfüllen und die Datei zurücksenden. "
    "Wenn etwas fehlt oder später kommt, genügt eine kurze Nachricht.{secrecy}\n\n"
    "Vielen Dank und freundliche Grüße\n{person}\n{town}",
    "Dear colleagues,\n\nthese figures for {period} were due on {due} and have not come yet:\n\n{list}\n\n"
    "The delivery form is attached again; please fill in the empty cells alone and send the file back. "
    "If something is missing or comes later, a short note will do.{secrecy}\n\n"
    "Thank you and kind regards\n{person}\n{town}",
)
_SECRECY = Text("\nGeheimhaltung: {rule}.", "\nSecrecy: {rule}.")


@require_safe
@login_required
def reminder(request: HttpRequest, key: str) -> HttpResponse:
    """The message in German and in English."""
    form = DeliveryForm.objects.filter(key=key, closed_at__isnull=True).first()
    if form is None:
        raise Http404
    person = reader_of(request.user).name
    messages = [{"language": code, **message(form, code, person)} for code in ("de", "en")]
    return page(request, "deliveries", "catalogue/reminder.html", {"form": form, "messages": messages})


def message(form: DeliveryForm, language: str, person: str) -> dict[str, Any]:
    """Subject, body and mailto address of the message about one form."""
    names = [
        row.wording().name.get(language)
        for row in Indicator.objects.filter(key__in=form.indicators).prefetch_related("wordings")
    ]
    town = WorkspaceProfile.objects.filter(pk=1).first()
    with override(language):
        period, due = words.period(form.period), date_format(form.due, "DATE_FORMAT")
    rule = _SECRECY.get(language).format(rule=form.secrecy.rstrip(".")) if form.secrecy else ""
    body = (_LATE if form.overdue(timezone.localdate()) else _DUE).get(language).format(
        due=due, period=period, list="\n".join(f"- {name}" for name in names), secrecy=rule, person=person,
        town=town.name.get(language) if town else "",
    )  # fmt: skip
    more = f" +{len(names) - 2}" if len(names) > 2 else ""
    subject = _SUBJECT.get(language).format(period=period, names=", ".join(names[:2]) + more)
    mail = f"mailto:?subject={quote(subject)}&body={quote(body.strip().replace(chr(10), chr(13) + chr(10)))}"
    return {"subject": subject, "body": body.strip(), "mail": mail}
