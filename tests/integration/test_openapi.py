"""The API keeps its own description: schemathesis asks what the OpenAPI document allows, and what it forbids."""

from __future__ import annotations

from pathlib import Path

import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import response_schema_conformance

EXAMPLES = 12
CHECKS = [not_a_server_error, response_schema_conformance]


def test_answers_are_as_described_and_never_a_fault(town: Path) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) >= 7
    for operation in operations:
        # what takes no parameters cannot be asked wrongly
        modes = [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if list(operation.iter_parameters()) else [])]
        for mode in modes:

            @given(case=operation.as_strategy(generation_mode=mode))
            @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
            def ask(case: schemathesis.Case) -> None:
                case.validate_response(case.call(headers={"Accept-Encoding": "identity"}), checks=CHECKS)

            ask()
