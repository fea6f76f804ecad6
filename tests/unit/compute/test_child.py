from __future__ import annotations

import json
from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import pytest

from quartier.compute.child import ChildContext
from quartier.kernel.jobs import JobCancelled


@pytest.fixture
def ends() -> Iterator[tuple[Connection, Connection]]:
    reader, writer = Pipe(duplex=False)
    yield reader, writer
    reader.close()
    writer.close()


def said(reader: Connection) -> list[dict[str, object]]:
    messages = []
    while reader.poll():
        messages.append(json.loads(reader.recv_bytes()))
    return messages


def test_much_progress_makes_few_messages_and_the_last_one_arrives(ends: tuple[Connection, Connection]) -> None:
    reader, writer = ends
    context = ChildContext(writer)
    for done in range(1, 1001):
        context.progress(done, 1000, "Zählung")
    context.finish({"result": {}})
    messages = said(reader)
    assert messages[0] == {"progress": [1, 1000, "Zählung"]}
    assert messages[-2:] == [{"progress": [1000, 1000, "Zählung"]}, {"result": {}}]
    assert len(messages) < 100


def test_asked_to_end_it_ends_and_no_except_exception_holds_it(ends: tuple[Connection, Connection]) -> None:
    context = ChildContext(ends[1])
    context.check_cancelled()
    with pytest.raises(JobCancelled):
        try:
            context.terminate(15, None)
        except Exception:
            pytest.fail("swallowed")
    with pytest.raises(JobCancelled):
        context.check_cancelled()
