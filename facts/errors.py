"""Every expected failure, as one tree. The message is a sentence a user may read.

FactlineError                 anything Factline says no to, in a sentence with what to do next
├── UsageError                the words of a command cannot be read
│   ├── UnknownWords          words that no option explains
│   └── BadPeriod             a date or period that does not exist or is not understood
├── NotOnRecord               something asked for by name (fact, source, revision) is not held
├── CollectionError           a folder of curated records fails its check
├── Refused                   the caller may not do this
│   └── StaleRevision         somebody else changed the record meanwhile
└── StoreError                the store cannot be opened, read or written
    ├── StoreTooNew           written by a newer Factline
    └── StoreDamaged          the file is not a store, or fails its invariants
"""

from __future__ import annotations


class FactlineError(Exception):
    """Say no in one sentence that a user can act on.

    Attributes:
        sentence: what went wrong, plain and without any path of ours, SQL or traceback.
        hint: what to do next, or an empty string.
    """

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(f"{sentence} {hint}".strip())
        self.sentence = sentence
        self.hint = hint


class UsageError(FactlineError):
    """The words of a command cannot be read; the hint shows a form that works."""


class UnknownWords(UsageError):
    """Some words of a command mean nothing to it; they are named, never ignored.

    Attributes:
        near: the known word that was probably meant, or None.
    """

    def __init__(self, sentence: str, hint: str = "", *, near: str | None = None) -> None:
        super().__init__(sentence, hint)
        self.near = near


class BadPeriod(UsageError):
    """A date or period does not exist or is not understood."""


class NotOnRecord(FactlineError):
    """A fact, revision, source or place asked for by name is not held."""


class CollectionError(FactlineError):
    """A folder of curated records fails its check; the facts stay as they were."""


class Refused(FactlineError):
    """The caller may not do this."""


class StaleRevision(Refused):
    """The record was changed by somebody else after the caller had read it."""


class StoreError(FactlineError):
    """The store cannot be opened, read or written."""


class StoreTooNew(StoreError):
    """The store was written by a newer Factline than this one."""


class StoreDamaged(StoreError):
    """The file is no Factline store, or its invariants do not hold."""
