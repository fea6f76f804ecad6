"""`quartier serve` and `quartier demo`."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from quartier.kernel.errors import WorkspaceError
from quartier.web.commands.common import add_workspace, workspace_folder

DEFAULT_PORT = 8765
_PATIENCE = 10.0


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = subparsers.add_parser("serve", help="serve the workspace")
    _add_address(serve)
    add_workspace(serve)
    serve.add_argument("--no-worker", action="store_true", help="do not start a worker for jobs beside the server")
    serve.set_defaults(func=_serve)
    demo = subparsers.add_parser("demo", help="make a workspace with the demo town and serve it")
    _add_address(demo)
    add_workspace(demo)
    demo.add_argument("--variant", choices=("full", "small"), default="full")
    demo.add_argument("--no-serve", action="store_true", help="only make the workspace")
    demo.set_defaults(func=_demo, no_worker=False)


def _add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)


def _demo(args: argparse.Namespace) -> int:
    folder = Path(os.environ.get("QUARTIER_WORKSPACE") or _demo_folder(args.variant)).absolute()
    os.environ["QUARTIER_WORKSPACE"] = str(folder)
    if not args.no_serve:
        _require_free(args.host, args.port)
    from quartier.web.bootstrap import prepare

    prepare(folder, create=True)
    _fill(args.variant)
    return 0 if args.no_serve else _run_server(args)


def _demo_folder(variant: str) -> Path:
    from quartier.web.environment import default_workspace

    return default_workspace().with_name("demo" if variant == "full" else f"demo-{variant}")


def _fill(variant: str) -> None:
    from quartier.catalogue.models import WorkspaceProfile
    from quartier.sources.demo_town import build
    from quartier.web.commands.load import publish

    marker = f"demo-{variant}:complete"
    if WorkspaceProfile.objects.filter(pk=1, collection=marker).exists():
        return
    print("Building the demo town (once) ...", file=sys.stderr)
    publish(build(variant), quiet=True)
    WorkspaceProfile.objects.filter(pk=1).update(collection=marker)


def _serve(args: argparse.Namespace) -> int:
    _require_free(args.host, args.port)
    from quartier.web.bootstrap import prepare

    prepare(workspace_folder(), create=False)
    return _run_server(args)


def _require_free(host: str, port: int) -> None:
    """Say in words that the port is taken, before any work is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise WorkspaceError(
                f"Address {host}:{port} cannot be used ({error.strerror or error}). Is Quartier running already? "
                "Choose another with --port."
            ) from error


def _run_server(args: argparse.Namespace) -> int:
    """Server and worker, each in a session of its own, until one ends or somebody stops us."""
    signal.signal(signal.SIGTERM, _stop_as_by_keyboard)
    children = [_child("quartier.web.server", args.host, str(args.port), str(os.getpid()))]
    if not args.no_worker:
        children.append(_child("quartier.web.cli", "worker", "--beside", str(os.getpid())))
    shown = "localhost" if args.host in {"127.0.0.1", "0.0.0.0"} else args.host  # noqa: S104
    print(f"Quartier is ready: http://{shown}:{args.port}/  (stop with Ctrl-C)", file=sys.stderr, flush=True)
    _print_setup_link(args.port)
    try:
        return children[0].wait()
    except KeyboardInterrupt:
        print("\nQuartier stops.", file=sys.stderr)
        return 0
    finally:
        _stop(children)


def _print_setup_link(port: int) -> None:
    """Where nothing and nobody is there yet: a link that makes the first administrator, once, at this machine."""
    from quartier.accounts.invitations import setup_word
    from quartier.accounts.models import Person
    from quartier.catalogue.models import WorkspaceProfile

    if Person.objects.exists() or WorkspaceProfile.objects.exists():
        return
    word = setup_word()
    if word:
        print(f"This workspace is empty. The first account: http://localhost:{port}/einladung/{word}/", file=sys.stderr)
        print("(works once, within 24 hours, and only in a browser on this machine)", file=sys.stderr, flush=True)


def _stop_as_by_keyboard(*_: object) -> None:
    raise KeyboardInterrupt


def _child(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.Popen(command, start_new_session=os.name != "nt")  # noqa: S603


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
