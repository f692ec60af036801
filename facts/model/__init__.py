"""The entities of the record and their rules: immutable values, no I/O, nothing of ours imported.

A value that exists is valid: limits live in the types, rules in `__post_init__`-style validators.
All are pydantic dataclasses (frozen, slotted): one class serves as edge validation and as compact row.
"""

from facts.model.dates import DateRange, Period
from facts.model.fact import (
    Body,
    Caveat,
    Document,
    Hop,
    Measure,
    PlaceRef,
    SecondReading,
    Withdrawal,
)
from facts.model.gazetteer import Place
from facts.model.history import GENESIS, Relation, Revision, body_json, revision_hash
from facts.model.source import Series, SeriesCorrection, Source
from facts.model.vocabulary import (
    BASE,
    Action,
    Category,
    CaveatCode,
    Party,
    PlaceKind,
    RelationKind,
    Reliability,
    Scope,
    Side,
    SourceKind,
    Topic,
    Unit,
    Verification,
)

__all__ = [
    "BASE",
    "GENESIS",
    "Action",
    "Body",
    "Category",
    "Caveat",
    "CaveatCode",
    "DateRange",
    "Document",
    "Hop",
    "Measure",
    "Party",
    "Period",
    "Place",
    "PlaceKind",
    "PlaceRef",
    "Relation",
    "RelationKind",
    "Reliability",
    "Revision",
    "Scope",
    "SecondReading",
    "Series",
    "SeriesCorrection",
    "Side",
    "Source",
    "SourceKind",
    "Topic",
    "Unit",
    "Verification",
    "Withdrawal",
    "body_json",
    "revision_hash",
]
