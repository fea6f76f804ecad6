"""Connections: what answers at an address, its password sealed; kept ones are the business of administrators."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from quartier.accounts.services import record, require_writer
from quartier.catalogue.deliveries.services.receive import require_person
from quartier.catalogue.models import Connection
from quartier.catalogue.pulls.hosts import guard
from quartier.kernel.errors import Conflict, InputRejected, NotFound, Problem
from quartier.kernel.reader import Reader
from quartier.kernel.sealed import SealBroken, Sealer
from quartier.sources.services import Answer, Session, discover, masked
from quartier.sources.services.guard import origin_of

SECRETS_KEPT = timedelta(hours=24)
"""How long name and password that were entered for one fetch stay."""
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Access:
    """Where to fetch, and how to sign in there. Never shown, never written but sealed."""

    address: str
    user: str = ""
    password: str = ""

    def session(self) -> Session:
        return Session(guard(), user=self.user or None, password=self.password or None)

    def __repr__(self) -> str:
        return "Access(…)"


@dataclass(frozen=True)
class Looked:
    """A connection and, where it is a file, the answer that was read to find that out."""

    connection: Connection
    file: Answer | None = None


def sealer() -> Sealer:
    return Sealer(settings.QUARTIER_SECRETS_KEYS)


def look_up(*, by: Reader, access: Access) -> Looked:
    """Find out what answers at an address, and note it as a connection for one fetch. Raises FetchFailed, in words."""
    require_person(by)
    forget_old()
    if len(access.address) > _MOST:
        raise InputRejected([Problem("The address is too long.", "address-invalid")], subject="address")
    found = discover(access.address, access.session())
    shown = masked(found.address)
    key = secrets.token_hex(6)
    with transaction.atomic():
        connection = Connection.objects.create(
            key=key,
            name=_name(found.address),
            kind=found.kind.value,
            address=shown,
            user=access.user[:200],
            sealed=_sealed(key, Access(found.address, access.user, access.password), shown),
            offers=[asdict(offer) for offer in found.offers],
            chosen=found.chosen[:300],
            secret_until=timezone.now() + SECRETS_KEPT,
            by=by.name,
            person=by.person,
        )
        record(by=by, action="connection.look-up", subject=str(connection), detail={"kind": connection.kind})
    return Looked(connection, found.file)


def find_connection(key: str, *, reader: Reader) -> Connection:
    """A connection that this reader may use. Raises NotFound."""
    found = Connection.objects.visible_to(reader).filter(key=key).first()
    if found is None:
        raise NotFound(f"There is no connection {key!r}.")
    return found


def access_of(connection: Connection) -> Access:
    """Address, name and password. Raises SealBroken, in words; InputRejected where the password is gone."""
    if not connection.sealed:
        if connection.user:
            problem = Problem("The password was forgotten; enter it again.", "secret-forgotten")
            raise InputRejected([problem], subject=connection.name)
        return Access(connection.address)
    opened = sealer().open(connection.sealed, about=connection.key)
    return Access(opened.get("address", connection.address), connection.user, opened.get("password", ""))


def readable(connection: Connection) -> bool:
    """Whether its secrets can be read (a lost key, a forgotten password)."""
    try:
        access_of(connection)
    except (SealBroken, InputRejected):
        return False
    return True


@transaction.atomic
def keep(*, by: Reader, connection: Connection, name: str, access: Access | None = None) -> Connection:
    """Keep a connection for pulls, with another name or password if given. Raises NotPermitted, Conflict."""
    require_writer(by)
    row = Connection.objects.select_for_update().get(pk=connection.pk)
    if access is None and not readable(row):
        raise Conflict("Name and password of this connection are not there any more; enter them again.")
    if access is not None:
        before = row.address if not row.sealed or not readable(row) else access_of(row).address
        if origin_of(access.address) != origin_of(before):
            raise Conflict("A connection stays with its host; make a new one for another host.")
        row.user, row.address = access.user[:200], masked(access.address)
        row.sealed = _sealed(row.key, access, row.address)
    row.name, row.kept, row.secret_until = name.strip()[:200] or row.name, True, None
    row.save()
    record(by=by, action="connection.keep", subject=str(row), detail={"password": access is not None})
    return row


@transaction.atomic
def set_password(*, by: Reader, connection: Connection, user: str, password: str) -> Connection:
    """Another name and password for the same address. Raises NotPermitted."""
    require_writer(by)
    row = Connection.objects.select_for_update().get(pk=connection.pk)
    address = access_of(row).address if readable(row) else row.address
    row.user, row.sealed = user.strip()[:200], ""
    row.sealed = _sealed(row.key, Access(address, row.user, password), row.address)
    row.save(update_fields=("user", "sealed"))
    record(by=by, action="connection.password", subject=str(row))
    return row


@transaction.atomic
def remove_connection(*, by: Reader, connection: Connection) -> None:
    """Raises NotPermitted, Conflict (pulls use it)."""
    require_writer(by)
    if connection.pulls.exists():
        raise Conflict("Pulls use this connection; remove them first.")
    record(by=by, action="connection.remove", subject=str(connection))
    connection.delete()


def forget_old() -> int:
    """Forget the secrets of connections that were entered for one fetch; returns how many that were."""
    return Connection.objects.forgettable(timezone.now()).exclude(sealed="").update(sealed="")


@transaction.atomic
def reseal(*, by: Reader) -> tuple[int, list[str]]:
    """Seal all secrets with the first key; returns how many, and the connections whose secrets cannot be read."""
    require_writer(by)
    lost: list[str] = []
    done = 0
    for row in Connection.objects.select_for_update().exclude(sealed=""):
        try:
            opened = sealer().open(row.sealed, about=row.key)
        except SealBroken:
            lost.append(str(row))
            continue
        Connection.objects.filter(pk=row.pk).update(sealed=sealer().seal(opened, about=row.key))
        done += 1
    record(by=by, action="secrets.rotate", subject="connections", detail={"done": done, "lost": len(lost)})
    return done, lost


def _sealed(key: str, access: Access, shown: str) -> str:
    """What has to be hidden, sealed; "" where nothing has."""
    hidden = {} if access.address == shown else {"address": access.address}
    if access.user or access.password:
        hidden["password"] = access.password
    return sealer().seal(hidden, about=key) if hidden else ""


def _name(address: str) -> str:
    _, host, _ = origin_of(address)
    return host[:200]
