"""A file by its address, and what it is called."""

from __future__ import annotations

from email.message import Message
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from quartier.sources.services.http import Answer, Session, fetch


def fetch_file(address: str, session: Session | None = None) -> tuple[str, bytes]:
    """Name and bytes of the file at an address, for `open_geodata` or `open_table`. Raises FetchFailed."""
    answer = fetch(address, session)
    return file_name(answer), answer.body


def file_name(answer: Answer) -> str:
    """The name that the service gives, else the end of the address; never with a folder in it."""
    message = Message()
    message["Content-Disposition"] = answer.headers.get("content-disposition", "")
    given = message.get_filename() or unquote(urlsplit(answer.address).path)
    name = PurePosixPath(given.replace("\\", "/")).name
    printable = "".join(letter for letter in name if letter.isprintable())
    return printable or "file"
