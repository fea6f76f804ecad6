"""Who gets to the page of a delivery."""

from __future__ import annotations

from functools import wraps
from typing import Protocol

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from quartier.accounts.services import reader_of
from quartier.catalogue.deliveries import services
from quartier.catalogue.models import Delivery


class Page(Protocol):
    def __call__(self, request: HttpRequest, delivery: Delivery) -> HttpResponse: ...


class KeyedPage(Protocol):
    def __call__(self, request: HttpRequest, key: str) -> HttpResponse: ...


def of_delivery(page: Page) -> KeyedPage:
    """Signed in, and the delivery is there for this person."""

    @wraps(page)
    def view(request: HttpRequest, key: str) -> HttpResponse:
        delivery = services.settle(services.find(key, reader=reader_of(request.user)))
        return page(request, delivery)

    return login_required(view)
