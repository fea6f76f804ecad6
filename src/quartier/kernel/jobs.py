"""Jobs as every floor sees them: a named function that runs in a process of its own, later.

An app registers its job functions in `plugs.py`; `compute` queues and runs them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, Protocol

from quartier.kernel.registry import Registry


class JobCancelled(BaseException):
    """Raised inside a job function that was asked to end.

    Not an `Exception`, so that a job's ``except Exception`` does not swallow it; ``finally`` cleans up as ever.
    """


class Context(Protocol):
    """What a job function may say and ask while it runs."""

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Tell people how far the work is; cheap, may be called often (what is shown lags by up to a second)."""
        ...

    def check_cancelled(self) -> None:
        """Raise JobCancelled when the job is to end; for code that caught the first one or works in threads."""
        ...


JobFunction = Callable[Concatenate[Context, ...], dict[str, Any]]
"""Takes a Context and keyword arguments that came as JSON; returns a dict that goes as JSON.

A job may run more than once (its machine may fail between its last line and the note that it succeeded), so running
it again must do no harm. A QuartierError is told to people in its own words and is not tried again.
"""

JOBS: Registry[JobFunction] = Registry("jobs")

JOB_TITLES: Registry[str] = Registry("titles of jobs")
"""What people read for the name of a job, marked by gettext_noop; registered beside the job."""
