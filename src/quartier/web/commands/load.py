"""`quartier load berlin|koeln|flensburg --from DIR`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from quartier.kernel.declared import Collection
from quartier.kernel.errors import InputRejected, Problem
from quartier.web.commands.common import ProgressLine, add_workspace, workspace_folder


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from quartier.sources.loaders import LOADERS

    parser = subparsers.add_parser("load", help="load a known source (Berlin, Köln, Flensburg)")
    names = sorted(name for name, _ in LOADERS)
    parser.add_argument("source", choices=names, metavar="|".join(names))
    parser.add_argument("--from", dest="folder", metavar="DIR", type=Path, help="folder with the published files")
    parser.add_argument("--quiet", action="store_true", help="do not list what was noticed while reading")
    add_workspace(parser)
    parser.set_defaults(func=_load)


def _load(args: argparse.Namespace) -> int:
    from quartier.sources.loaders import LOADERS

    loader = LOADERS.get(args.source)
    if args.folder is None:
        wanted = Problem(f"no folder was named with --from; its files are published here: {loader.published}")
        raise InputRejected([wanted], subject=f"quartier load {args.source}")
    from quartier.web.bootstrap import prepare

    collection = loader.load(args.folder)
    prepare(workspace_folder(), create=True)
    publish(collection, quiet=args.quiet)
    return 0


def publish(collection: Collection, *, quiet: bool = False) -> None:
    """Publish a collection into the prepared workspace, with progress, and say what was noticed."""
    from quartier.catalogue.services import publish_collection
    from quartier.kernel.reader import SYSTEM

    releases = publish_collection(by=SYSTEM, collection=collection, progress=ProgressLine())
    if collection.problems and not quiet:
        print(f"Noticed while reading ({len(collection.problems)}):", file=sys.stderr)
        for problem in collection.problems:
            print(f"  {problem.severity}: {problem}", file=sys.stderr)
    print(f"{collection.name.de}: {len(releases)} releases are in force.", file=sys.stderr)
