"""Secondary suppression: hide as little as keeps every secret.

One linear programme for each secret and side finds the cheapest way in which hidden cells could move together so that
the secret reaches the end of its interval with every shown sum unchanged (Kelly, Golden and Assad, "Cell suppression:
disclosure protection for sensitive tabular data", Networks 22 (1992)); the cells that move are hidden. Afterwards each
secondary cell is shown again if all secrets can do without it. The result is irreducible, not always the optimum.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from quartier.methods.disclosure.moves import LARGE, TINY, Moves, Witness
from quartier.methods.disclosure.table import State, Suppressed, Table, components
from quartier.methods.results import BoolArray, FloatArray

LEAST_WIDTH = 1.0
"""A secret that is narrowed by the sums themselves must still be one of two whole numbers."""
MOST_REPAIRS = 2_000
"""Linear programmes spent on a connected table to show secondary cells again."""

Key = tuple[int, int]
"""A secret and the side (+1, -1) to which it moves."""


@dataclass(slots=True)
class _Work:
    """A connected table on its way: what is hidden by now, and for each secret and side the move that shows it safe."""

    table: Table
    hidden: BoolArray
    witnesses: dict[Key, Witness]
    zeros_too: bool = False
    """Zeros had to be taken as hidden like small counts, against what the rules say."""

    @property
    def secrets(self) -> list[int]:
        """The widest intervals first: what they need often serves the others."""
        cells = np.flatnonzero(self.table.secret)
        width = self.table.need_high[cells] - self.table.need_low[cells]
        return [int(cell) for cell in cells[np.argsort(-width, kind="stable")]]


def suppress(table: Table) -> Suppressed:
    """Hide cells until no secret can be computed more closely than its needed interval.

    Where the sums alone allow no wider interval (a town of two people, one in each of two quarters), the widest
    possible one is kept, of at least two whole numbers; where zeros would give it away, zeros are hidden too, as
    primary cells. Cells published before are no help; they are used only if nothing else is left.
    """
    size = len(table.values)
    state = np.where(table.hidden, int(State.SECONDARY), int(State.SHOWN))
    state[table.secret] = int(State.PRIMARY)
    low, high = np.full(size, np.nan), np.full(size, np.nan)
    exposed, narrowed = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    for cells, sums in components(table):
        work = _protected(table.part(cells, sums))
        state[cells] = np.where(work.hidden, np.where(_primary(work.table), 1, 2), 0)
        low[cells], high[cells] = _reached(work)
        exposed[cells], narrowed[cells] = _pinned(work), work.zeros_too
    short = (low > table.need_low + TINY) | (high < table.need_high - TINY)
    narrowed = table.secret & ~exposed & (narrowed | short)
    return Suppressed(state.astype(np.int64), low, high, exposed, narrowed)


def _primary(table: Table) -> BoolArray:
    """Secrets, and zeros that were hidden like them."""
    return table.secret | table.reserve


def _protected(table: Table) -> _Work:
    work = _hide(table)
    if _pinned(work).any():
        work = _hide(_zeros_too(table))
        work.zeros_too = True
    _show_again(work)
    return work


def _zeros_too(table: Table) -> Table:
    """Zeros may be hidden as well; then nobody can know that a hidden secret is at least 1."""
    inside = table.secret & (table.low <= 1)
    return replace(
        table,
        low=np.where(inside | table.reserve, np.minimum(table.low, 0.0), table.low),
        may_hide=table.may_hide | table.reserve,
        cost=np.where(table.reserve, 1.0, table.cost),
    )


def _hide(table: Table) -> _Work:
    work = _Work(table, table.hidden | table.secret, {})
    moves = Moves(table)
    if len(table.values) * len(work.secrets) > LARGE:
        _together(work, moves)
    for secret in work.secrets:
        for side in (1, -1):
            need = _needed(table, secret, side)
            if need > TINY and not _is_covered(work, secret, side, need):
                _take(work, (secret, side), _move(work, moves, secret, side, need))
    return work


def _needed(table: Table, secret: int, side: int) -> float:
    end = table.need_high[secret] if side > 0 else table.need_low[secret]
    return float(side * (end - table.values[secret]))


def _is_covered(work: _Work, secret: int, side: int, need: float) -> bool:
    """Some move that is possible already carries this secret far enough; it is its witness, too."""
    known = work.table.known
    for witness in work.witnesses.values():
        stale = known[witness.cells].any() and not known[secret]
        if not stale and side * witness.of(secret) >= need - TINY:
            work.witnesses[secret, side] = witness
            return True
    return False


def _move(work: _Work, moves: Moves, secret: int, side: int, need: float) -> Witness | None:
    table = work.table
    everywhere = np.ones(len(table.values), dtype=bool)
    fresh = [moves.nearby(secret) & ~table.known, ~table.known] if not table.known[secret] else []
    for usable in (*fresh, moves.nearby(secret), everywhere):
        found = moves.cheapest({secret: side * need}, work.hidden, table.may_hide, usable)
        if found is not None:
            return found
    furthest = moves.furthest(secret, side, work.hidden | table.may_hide)
    return moves.cheapest({secret: side * furthest}, work.hidden, table.may_hide) if furthest > TINY else None


def _take(work: _Work, key: Key, witness: Witness | None) -> None:
    if witness is not None:
        work.witnesses[key] = witness
        work.hidden[witness.cells] = True


def _together(work: _Work, moves: Moves) -> None:
    """Large tables: every second secret up, the others down, then the reverse: two programmes instead of thousands."""
    table, secrets = work.table, sorted(work.secrets)
    for first in (1, -1):
        wanted = {}
        for number, secret in enumerate(secrets):
            side = first if number % 2 else -first
            wanted[secret] = side * max(_needed(table, secret, side), 0.0)
        fresh = ~table.known | table.secret
        witness = moves.cheapest(wanted, work.hidden, table.may_hide, fresh)
        witness = witness or moves.cheapest(wanted, work.hidden, table.may_hide)
        for secret in secrets if witness is not None else ():
            _take(work, (secret, 1 if wanted[secret] > 0 else -1), witness)


def _show_again(work: _Work) -> None:
    """Show secondary cells again, the dearest first, where every move can do without them."""
    secondary = work.hidden & ~work.table.hidden & ~work.table.secret
    order = sorted(np.flatnonzero(secondary).tolist(), key=lambda cell: (-work.table.cost[cell], cell))
    moves, spent = Moves(work.table), 0
    for cell in order:
        users = [key for key, witness in work.witnesses.items() if cell in witness.cells]
        spent += len(users)
        if spent > MOST_REPAIRS:
            return
        _without(work, moves, cell, users)


def _without(work: _Work, moves: Moves, cell: int, users: list[Key]) -> None:
    work.hidden[cell] = False
    nothing = np.zeros(len(work.hidden), dtype=bool)
    usable = np.ones(len(work.hidden), dtype=bool)
    found: dict[Key, Witness] = {}
    for secret, side in users:
        wanted = _wanted(work, secret, side)
        witness = moves.cheapest({secret: wanted}, work.hidden, nothing, _fresh(work, secret, side, usable))
        if witness is None:
            work.hidden[cell] = True
            return
        found[secret, side] = witness
    work.witnesses.update(found)


def _wanted(work: _Work, secret: int, side: int) -> float:
    reached = abs(work.witnesses[secret, side].of(secret))
    return side * min(reached, _needed(work.table, secret, side))


def _fresh(work: _Work, secret: int, side: int, usable: BoolArray) -> BoolArray:
    """A move that did without cells published before must go on doing without them."""
    known = work.table.known
    used = known[work.witnesses[secret, side].cells].any()
    return usable if used or known[secret] else ~known


def _reached(work: _Work) -> tuple[FloatArray, FloatArray]:
    """The ends that the moves show to be possible, a secret."""
    values = work.table.values
    low, high = (np.where(work.table.secret, values, np.nan) for _ in range(2))
    for (secret, side), witness in work.witnesses.items():
        end = values[secret] + witness.of(secret)
        if side > 0:
            high[secret] = min(max(high[secret], end), work.table.need_high[secret])
        else:
            low[secret] = max(min(low[secret], end), work.table.need_low[secret])
    return low, high


def _pinned(work: _Work) -> BoolArray:
    """Secrets that would be known almost exactly."""
    low, high = _reached(work)
    table = work.table
    least = np.minimum(LEAST_WIDTH, table.need_high - table.need_low)
    with np.errstate(invalid="ignore"):
        pinned: BoolArray = table.secret & (high - low < least - 1e-6)
    return pinned
