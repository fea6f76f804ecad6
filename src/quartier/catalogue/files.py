"""Addresses of the files of a release."""

from __future__ import annotations

from pathlib import PurePosixPath

from quartier.catalogue.models import Release


def address(sha256: str, name: str) -> str:
    """Address of a file; the ending only helps people and proxies."""
    return f"/data/{sha256}{PurePosixPath(name).suffix or '.bin'}"


def addresses(release: Release) -> dict[str, str]:
    """Address by file name."""
    return {name: address(sha256, name) for name, sha256 in release.files.values_list("name", "sha256")}
