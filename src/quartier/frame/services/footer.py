"""The pages of the foot: texts of the administrators."""

from __future__ import annotations

from django.db import transaction

from quartier.accounts.services import record, require_writer
from quartier.frame.footer import KEYS, LONGEST, gaps
from quartier.frame.models import FooterPage
from quartier.kernel.errors import InputRejected, NotFound, Problem
from quartier.kernel.reader import Reader
from quartier.kernel.text import LANGUAGES


@transaction.atomic
def put_footer_page(*, by: Reader, key: str, language: str, text: str, complete: bool) -> FooterPage:
    """Keep a text. Raises NotPermitted, NotFound, InputRejected (too long; complete, but gaps are left)."""
    require_writer(by)
    if key not in KEYS or language not in LANGUAGES:
        raise NotFound("There is no such page.")
    text = text.replace("\r\n", "\n").strip()
    problems = []
    if len(text) > LONGEST:
        problems.append(Problem("Too long.", "long", column="text", found=str(len(text)), expected=f"≤ {LONGEST}"))
    if complete and (left := gaps(text)):
        problems.append(Problem("Gaps are left.", "gaps", column="text", found=", ".join(left[:5])))
    if complete and not text:
        problems.append(Problem("This field is needed.", "required", column="text"))
    if problems:
        raise InputRejected(problems, subject="footer-page")
    row, _ = FooterPage.objects.update_or_create(
        key=key, language=language, defaults={"text": text, "complete": complete, "updated_by": by.name}
    )
    record(by=by, action="footer.put", subject=str(row), detail={"complete": complete})
    return row
