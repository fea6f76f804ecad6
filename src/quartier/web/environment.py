"""The one place where `QUARTIER_*` environment variables are read (listed in docs/settings.md)."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from quartier.kernel.errors import QuartierError


class SettingInvalid(QuartierError):
    """An environment variable holds something that cannot be used."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What this process was told by its environment."""

    workspace: Path
    database_url: str
    secret_key: str
    secrets_keys: tuple[str, ...]
    hosts: tuple[str, ...]
    https: bool
    debug: bool
    language: str
    threads: int

    @classmethod
    def read(cls) -> Environment:
        return cls(
            workspace=Path(os.environ.get("QUARTIER_WORKSPACE") or default_workspace()).expanduser().absolute(),
            database_url=os.environ.get("QUARTIER_DATABASE_URL", ""),
            secret_key=os.environ.get("QUARTIER_SECRET_KEY", ""),
            secrets_keys=tuple(filter(None, re.split(r"[,\s]+", os.environ.get("QUARTIER_SECRETS_KEY", "")))),
            hosts=tuple(filter(None, re.split(r"[,\s]+", os.environ.get("QUARTIER_HOSTS", "")))),
            https=_flag("QUARTIER_HTTPS"),
            debug=_flag("QUARTIER_DEBUG"),
            language=_choice("QUARTIER_LANGUAGE", ("de", "en")),
            threads=_number("QUARTIER_THREADS", 4),
        )


def fetch_password() -> str:
    """The password for an address on the command line: never an argument, which others on the machine can read."""
    return os.environ.get("QUARTIER_FETCH_PASSWORD", "")


def default_workspace() -> Path:
    import platformdirs

    return Path(platformdirs.user_data_dir("quartier", appauthor=False)) / "workspace"


def _flag(name: str) -> bool:
    text = os.environ.get(name, "").strip().lower()
    if text in {"", "0", "no", "false", "off"}:
        return False
    if text in {"1", "yes", "true", "on"}:
        return True
    raise SettingInvalid(f"{name} is {text!r}; expected 1 or 0.")


def _choice(name: str, allowed: tuple[str, ...]) -> str:
    text = os.environ.get(name, "") or allowed[0]
    if text not in allowed:
        raise SettingInvalid(f"{name} is {text!r}; expected one of {', '.join(allowed)}.")
    return text


def _number(name: str, default: int) -> int:
    text = os.environ.get(name, "") or str(default)
    if not text.isdigit() or not 1 <= int(text) <= 256:
        raise SettingInvalid(f"{name} is {text!r}; expected a whole number from 1 to 256.")
    return int(text)


def database(environment: Environment, default_file: Path) -> dict[str, Any]:
    """Django's DATABASES["default"]: the workspace's SQLite file, or PostgreSQL by address."""
    if environment.database_url:
        return _postgres(environment.database_url)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(default_file),
        "OPTIONS": {
            # Without IMMEDIATE, 81-85 % of read-then-write transactions beside one writer end in "database is locked".
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
        },
    }


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise SettingInvalid("QUARTIER_DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }
