"""(c) One indicator, asked for while 1, 100 and 5,000 indicators stand in the catalogue: no growth."""

from __future__ import annotations

import sys

from benchmarks.common import get, python, scratch, serving, table, timed

FILL = """
import os
from django.db import connection
from tests import squares
from quartier.catalogue.models import Indicator, Wording
from quartier.catalogue.services import publish_collection
from quartier.kernel.reader import SYSTEM
publish_collection(by=SYSTEM, collection=squares.collection())
first = Indicator.objects.get(key="sgb2-rate")
words = first.wording()
more = [Indicator(key=f"copy-{i}", kind=first.kind, unit=first.unit, source=first.source, search_text=f"quote {i}",
                  position=i + 2, current_public=first.current_public) for i in range(int(os.environ["MORE"]))]
Indicator.objects.bulk_create(more, batch_size=500)
made = Indicator.objects.filter(key__startswith="copy-")
Wording.objects.bulk_create([Wording(indicator=row, name=words.name, definition=words.definition,
    numerator=words.numerator, denominator=words.denominator, notes=words.notes) for row in made], batch_size=500)
through = Indicator.topics.through
topic = first.topics.get()
through.objects.bulk_create([through(indicator_id=row.pk, topic_id=topic.pk) for row in made], batch_size=500)
"""


def main() -> int:
    rows = [("indicators", "indicator, ms", "ratio", "search, ms", "catalogue, ms", "catalogue, bytes")]
    first = 0.0
    for count in (2, 100, 5_000):
        with scratch() as place:
            python(place / "workspace", FILL, MORE=str(count - 2))
            with serving(place / "workspace") as server:
                api = f"{server.address}/api/v1"
                one = timed(lambda: get(f"{api}/indicators/sgb2-rate"), 30)[1]  # noqa: B023
                search = timed(lambda: get(f"{api}/indicators?q=quote&limit=20"), 10)[1]  # noqa: B023
                whole = timed(lambda: get(f"{api}/catalogue"), 10)[1]  # noqa: B023
                size = len(get(f"{api}/catalogue"))
        first = first or one
        rows.append((f"{count:,}", f"{one * 1000:.1f}", f"{one / first:.2f}", f"{search * 1000:.1f}",
                     f"{whole * 1000:.1f}", f"{size:,}"))  # fmt: skip
    table("(c) one indicator beside many", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
