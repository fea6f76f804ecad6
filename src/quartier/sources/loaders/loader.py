"""What a loader is, and the check of a folder before anything is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from quartier.kernel.declared import Collection
from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Loader:
    """A known source that is loaded as it is published.

    Attributes:
        published: where its files come from, in words, with the public address of the original publisher.
        files: paths inside the folder; all are needed.
        load: folder -> checked collection; raises InputRejected with all problems.
    """

    key: str
    name: Text
    published: str
    files: tuple[str, ...]
    load: Callable[[Path], Collection]


def require(folder: Path, files: tuple[str, ...], published: str, subject: str) -> None:
    """All files are there and not empty. Raises InputRejected, which says where they are published."""
    if not folder.is_dir():
        found = "a file" if folder.exists() else "nothing"
        raise InputRejected(
            [Problem(f"{folder} is no folder. {published}", "no-folder", found=found, expected="a folder")], subject
        )
    absent = [name for name in files if not (folder / name).is_file()]
    empty = [name for name in files if name not in absent and (folder / name).stat().st_size == 0]
    problems = [Problem("the file is missing", "file-missing", file=name) for name in absent]
    problems += [Problem("the file is empty", "file-empty", file=name) for name in empty]
    if problems:
        problems.append(Problem(published, "published", file=str(folder)))
        raise InputRejected(problems, subject)
