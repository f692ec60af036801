"""What databases say when they fail, turned into sentences for the person who hosts Factline."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from facts.errors import StoreDamaged, StoreError
from facts.store.address import Address

# What SQLite says (https://www.sqlite.org/rescode.html), what it means to a host.
_SQLITE: tuple[tuple[str, type[StoreError], str, str], ...] = (
    (
        "disk is full",
        StoreError,
        "There is no room left on the disk of the store {store}.",
        "Free some space; nothing was half written.",
    ),
    (
        "disk i/o error",
        StoreError,
        "The disk of the store {store} failed to read or write.",
        "Check its free space and its health; nothing was half written.",
    ),
    (
        "readonly database",
        StoreError,
        "The store {store} cannot be written.",
        "Give Factline the right to write the file and its folder.",
    ),
    (
        "unable to open",
        StoreError,
        "The store {store} cannot be opened or made.",
        "Check that its folder exists and that Factline may write there; see FACTLINE_DATABASE_URL.",
    ),
    (
        "locked",
        StoreError,
        "The store {store} is busy: another program holds it.",
        "Try again in a moment; close other programs that have the file open.",
    ),
    ("not a database", StoreDamaged, "The file {store} is no Factline store.", ""),
    ("malformed", StoreDamaged, "The store {store} is damaged.", ""),
    ("encrypted", StoreDamaged, "The file {store} is no Factline store.", ""),
)
_RESTORE = "Restore the last good backup, or name another file in FACTLINE_DATABASE_URL."

# Classes of SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html).
_POSTGRES: tuple[tuple[str, str, str], ...] = (
    (
        "28",
        "The database {store} refused the login.",
        "Check user and password in FACTLINE_DATABASE_URL.",
    ),
    (
        "3D",
        "There is no database {store}.",
        "Create it, or correct its name in FACTLINE_DATABASE_URL.",
    ),
    (
        "42501",
        "The user of the database {store} lacks a right.",
        "Make it the owner of the database.",
    ),
    (
        "25006",
        "The database {store} is read-only.",
        "Connect to the primary server, not to a replica.",
    ),
    (
        "53100",
        "There is no room left on the disk of the database {store}.",
        "Free some space; nothing was half written.",
    ),
    (
        "53",
        "The database {store} has no connection or memory left.",
        "Raise its limits or close other clients.",
    ),
)


@contextmanager
def plain_failures(address: Address) -> Iterator[None]:
    """Turn what the database cannot do into a StoreError with a sentence, without any password.

    Errors of ours (a broken constraint, a wrong statement) pass unchanged: they are no condition
    that a host could mend.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        known = store_failure(error, address)
        if known is None:
            raise
        raise known from error


def store_failure(error: Exception, address: Address) -> StoreError | None:
    """Find the sentence for a failed database call, or None for what no host can mend."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(str(cause).lower(), address)
    return _of_postgres(error, address)


def _of_sqlite(said: str, address: Address) -> StoreError | None:
    for words, kind, sentence, hint in _SQLITE:
        if words in said:
            return kind(sentence.format(store=address.shown), hint or _RESTORE)
    return None


def _refused_at_connecting(said: str) -> str | None:
    """Give the SQLSTATE of a refused connection, which the driver does not pass on."""
    if "authentication failed" in said or "no password supplied" in said or 'role "' in said:
        return "28000"
    return "3D000" if 'database "' in said and "does not exist" in said else None


def _of_postgres(error: Exception, address: Address) -> StoreError | None:
    cause = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(cause, "sqlstate", None) or _refused_at_connecting(str(cause))
    for prefix, sentence, hint in _POSTGRES:
        if state is not None and state.startswith(prefix):
            return StoreError(sentence.format(store=address.shown), hint)
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    unreachable = state is None and type(cause).__name__ in (
        "OperationalError",
        "ConnectionTimeout",
    )
    if lost or unreachable or (state is not None and state[:2] in ("08", "57")):
        return StoreError(
            f"The database {address.shown} cannot be reached.",
            "Check that it runs and that host, port and login in FACTLINE_DATABASE_URL are right.",
        )
    return None
