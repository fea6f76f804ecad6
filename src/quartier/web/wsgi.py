"""The application that granian serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quartier.web.settings")
application = get_wsgi_application()
# The first visitor should not wait for imports.
len(get_resolver().url_patterns)
