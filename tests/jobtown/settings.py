"""Quartier's settings with the jobs of the tests, on the database that the test session uses."""

from __future__ import annotations

import os

from quartier.web.settings import *  # noqa: F403
from quartier.web.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.jobtown"]
DATABASES["default"]["NAME"] = os.environ["JOBTOWN_DATABASE"]
