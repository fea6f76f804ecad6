"""The command `quartier`. Heavy imports stay inside the commands, so that `quartier --help` answers at once."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from quartier import __version__
from quartier.kernel.errors import QuartierError

# each module has register(subparsers); the order is that of `quartier --help`
_COMMANDS = (
    "workspace",
    "serve",
    "load",
    "import_",
    "pull",
    "export",
    "protect",
    "lake",
    "worker",
    "doctor",
    "methods_a",
    "methods_b",
    "crosswalk",
    "area",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code says how it went (0 fine; see web.problems for the others)."""
    _speak_utf8()
    args = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quartier.web.settings")
    if getattr(args, "workspace", None):
        os.environ["QUARTIER_WORKSPACE"] = args.workspace
    try:
        code: int = args.func(args)
    except QuartierError as error:
        print(f"quartier: {error}", file=sys.stderr)
        return _exit_code(error)
    except KeyboardInterrupt:
        print("\nquartier: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 0
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quartier", description="Integrated, small-scale social planning.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"quartier {__version__}")
    subparsers = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name in _COMMANDS:
        import_module(f"quartier.web.commands.{name}").register(subparsers)
    return parser


def _exit_code(error: QuartierError) -> int:
    from quartier.web.problems import status_of

    return status_of(error)[1]


def _speak_utf8() -> None:
    # Windows consoles are not UTF-8 by default; names of quarters must not end the command
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
