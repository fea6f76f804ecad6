"""`quartier index`, `quartier rates`, `quartier trend`: methods on a plain table, without a workspace."""

from __future__ import annotations

import argparse

from quartier.web.commands import index, rates, trend


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the three commands to the main parser."""
    for command in (index, rates, trend):
        command.register(subparsers)
