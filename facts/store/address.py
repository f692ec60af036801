"""Where the store is: a database URL, read once, shown without its password."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from facts.errors import StoreError

_FORMS = "Write sqlite:///factline.db or postgresql://user:password@host/name."


@dataclass(frozen=True, slots=True)
class Address:
    """A store's address. `path` is its file on SQLite, None on PostgreSQL; `shown` holds no secret."""

    url: URL = field(repr=False)
    path: Path | None
    shown: str

    @property
    def sqlite(self) -> bool:
        """Tell whether the store is an SQLite file."""
        return self.path is not None


def read_address(text: str) -> Address:
    """Read a database URL; raises StoreError with the forms that work."""
    try:
        url = make_url(text)
        name = url.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise StoreError("FACTLINE_DATABASE_URL is no database address.", _FORMS) from error
    if name == "sqlite":
        return _file(url)
    if name in ("postgresql", "postgres"):
        if find_spec("psycopg") is None:
            raise StoreError(
                "PostgreSQL needs a driver that is not installed.",
                "Install the extra in Factline's folder: pip install '.[postgres]'",
            )
        shown = f"“{url.database or ''}” on {url.host or 'this machine'}"
        return Address(url.set(drivername="postgresql+psycopg"), None, shown)
    raise StoreError(f"Factline keeps no store in “{name}”.", _FORMS)


def _file(url: URL) -> Address:
    if not url.database or url.database == ":memory:":
        raise StoreError(
            "FACTLINE_DATABASE_URL needs a file: what is in memory is lost at the end.", _FORMS
        )
    path = Path(url.database)
    if path.is_dir():
        raise StoreError(f"FACTLINE_DATABASE_URL: “{path}” is a folder, not a file.", _FORMS)
    return Address(url.set(drivername="sqlite", query={}), path, f"“{path}”")
