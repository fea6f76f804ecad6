"""What the tests of the page Daten share: the town of nine squares, people who sign in, files made by hand."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext
from tests import squares
from tests.e2e.conftest import Server, Visit, listen

PASSWORD = "neun-quadrate-am-fluss"
# a page that refuses something is answered with its status; Chromium tells that on the console
REFUSED = re.compile(r"status of (413|422|404)")


def make_town(workspace: Path) -> None:
    """The town of nine squares in a workspace of its own, with two administrators and a member."""
    code = (
        "import sys; from pathlib import Path; from quartier.web.bootstrap import prepare; "
        "prepare(Path(sys.argv[1]), create=True); "
        "from tests import squares; from quartier.catalogue.services import publish_collection; "
        "from quartier.kernel.reader import SYSTEM; publish_collection(by=SYSTEM, collection=squares.collection())"
    )
    subprocess.run([sys.executable, "-c", code, str(workspace)], check=True, capture_output=True)
    for login, *more in (("anna", "--administrator"), ("bert", "--administrator"), ("carl",)):
        account(workspace, login, *more)


def windows(browser: Browser, server: Server) -> Iterator[Callable[..., Visit]]:
    """Browser windows of people who have signed in; what the browser complains about fails the test."""
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def begin(login: str, *, width: int = 1280, language: str = "de", dark: bool = False) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="en-GB" if language == "en" else "de-DE",
            color_scheme="dark" if dark else "light", reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(10_000)
        contexts.append(context)
        made = Visit(context.new_page(), server, [], [])
        visits.append(made)
        listen(made)
        sign_in(made, login)
        return made

    yield begin
    for context in contexts:
        context.close()
    assert [c for v in visits for c in v.complaints if not REFUSED.search(c)] == []
    assert [s for v in visits for s in v.strangers] == [], "something was asked of another host"


def account(workspace: Path, login: str, *more: str) -> None:
    command = [sys.executable, "-m", "quartier.web.cli", "account", login, "--password-stdin", *more]
    command += ["--workspace", str(workspace)]
    subprocess.run(command, input=f"{PASSWORD}\n", text=True, check=True, capture_output=True)


def sign_in(made: Visit, login: str, path: str = "/daten/") -> None:
    page = made.open(path=f"/anmelden/?next={path}")
    page.fill("#id_username", login)
    page.fill("#id_password", PASSWORD)
    page.click(".q-form button")
    page.wait_for_url(f"**{path}")


def hand_in(made: Visit, name: str, data: bytes) -> None:
    """Choose a file on the page Daten and read it."""
    page = made.open(path="/daten/")
    page.set_input_files("#file", {"name": name, "mimeType": "text/csv", "buffer": data})
    with page.expect_navigation():
        page.click("form.q-upload button.kern-btn")


def work(server: Server) -> None:
    """All jobs that wait, by a worker as the server would have one."""
    command = [sys.executable, "-m", "quartier.web.cli", "worker", "--until-empty"]
    subprocess.run([*command, "--workspace", str(server.workspace)], check=True, capture_output=True, timeout=120)


def people_table(period: str = "31.12.2024", **changes: str) -> bytes:
    """Population of the nine squares, 101 to 109 in the order of their codes; `changes`: code -> another cell."""
    cells = {code: str(101 + i) for i, code in enumerate(squares.CODES)} | changes
    lines = ["Schlüssel;Name;Einwohner", *(f"{code};Feld {code};{cell}" for code, cell in cells.items())]
    return f"Einwohner am {period}\n\n".encode("cp1252") + "\r\n".join(lines).encode("cp1252")
