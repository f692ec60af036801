"""What a check of the record finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken invariant: which rule, about what, and what is wrong, as a sentence."""

    rule: str
    subject: str
    sentence: str

    def __str__(self) -> str:
        """Write the finding as one line."""
        return f"{self.rule}: {self.subject}: {self.sentence}"
