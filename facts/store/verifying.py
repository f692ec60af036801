"""Checking the whole record: hashes, gaps, projections, relation rules, positions."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from facts.store.address import Address


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken invariant: which rule, about what, and what is wrong, as a sentence."""

    rule: str
    subject: str
    sentence: str

    def __str__(self) -> str:
        """Write the finding as one line."""
        return f"{self.rule}: {self.subject}: {self.sentence}"


def verify(connection: Connection, address: Address) -> list[Finding]:
    return []
