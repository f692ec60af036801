"""Answers built by hand, so that drawings are tested without a store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from facts.answers import (
    Answer,
    Block,
    CitedDocument,
    CitedFact,
    CitedRelation,
    Difference,
    Disagreement,
    Dispute,
    FigureLine,
    HistoryEntry,
    NamedHop,
    Outcome,
    Section,
)
from facts.answers import Status as Status
from facts.model import (
    Category,
    DateRange,
    Measure,
    Party,
    Period,
    RelationKind,
    Reliability,
    Side,
    SourceKind,
    Topic,
    Unit,
    Verification,
)
from facts.questions import Choice

REUTERS = "https://www.reuters.com/world/europe/kharkiv-2022-09-12/"


def day(text: str) -> DateRange:
    """Give one day as a date range."""
    return DateRange.on(date.fromisoformat(text))


def fact(name: str = "kharkiv-tanks-2022-09-12", **other: Any) -> CitedFact:
    """Make a cited fact: tanks lost, said by a ministry, relayed by a post, published by Reuters."""
    values: dict[str, Any] = {
        "id": name,
        "revision": 1,
        "scope": "base",
        "statement": "The ministry said Russia had lost over 70 tanks in Kharkiv Oblast in a week.",
        "topic": Topic.EQUIPMENT_LOSSES,
        "metric": "equipment_lost",
        "side": Side.RUSSIA,
        "category": Category.TANK,
        "measure": Measure(Unit.COUNT, "over 70", low=70),
        "place": "Kharkiv Oblast",
        "places": ("Izium",),
        "valid": Period(day("2022-09-06"), day("2022-09-12"), "in the last seven days"),
        "stated_on": DateRange(date(2022, 9, 12), date(2022, 9, 13), inferred=True),
        "originator": "Ukrainian Ministry of Defence",
        "originator_id": "ukrainian-ministry-of-defence",
        "originator_role": "daily post",
        "originator_kind": SourceKind.PARTY_OFFICIAL,
        "party": Party.UKRAINE,
        "chain": (
            NamedHop("Ukrainian Ministry of Defence", "ukrainian-ministry-of-defence"),
            NamedHop("Telegram"),
            NamedHop("Reuters", "reuters"),
        ),
        "documents": (CitedDocument("Reuters", REUTERS, day("2022-09-13")),),
        "caveats": (
            "official of a party to the conflict",
            "not independently verified",
            "date inferred from the text",
        ),
        "reliability": Reliability.C,
        "reliability_reason": "a party to the war, often roughly right",
        "credibility": None,
        "verification": Verification.UNVERIFIED,
        "status": Status.CURRENT,
    }
    return CitedFact(**{**values, **other})


TANKS = fact()
VEHICLES = fact(
    "kharkiv-afv-2022-09-12",
    statement="The ministry said 101 armoured vehicles were lost.",
    category=Category.AFV,
    measure=Measure(Unit.COUNT, "101", low=101, high=101),
)
ORYX = fact(
    "oryx-tanks-2022-09-12",
    statement="Oryx had documented 86 Russian tanks lost in the week to 12 September.",
    measure=Measure(Unit.COUNT, "86", low=86, high=86),
    originator="Oryx",
    originator_id="oryx",
    originator_role=None,
    originator_kind=SourceKind.OPEN_SOURCE_TRACKER,
    party=Party.NONE,
    chain=(NamedHop("Oryx", "oryx"), NamedHop("CNN", "cnn")),
    documents=(CitedDocument("CNN", "https://edition.cnn.com/europe/tanks", day("2022-09-13")),),
    caveats=("counts only losses documented by photo or video, so a floor",),
    reliability=Reliability.B,
    reliability_reason="shows its evidence item by item",
    verification=Verification.VISUALLY_CONFIRMED,
    relations=(CitedRelation(RelationKind.CONTRADICTS, TANKS.id, "counts by another rule", True),),
)
RUSSIAN = fact(
    "rmod-denial-2022-09-13",
    statement="Russia's ministry denied any large loss of equipment near Izium.",
    metric="official_statement",
    category=None,
    measure=None,
    valid=None,
    originator="Russian Ministry of Defence",
    originator_id="russian-ministry-of-defence",
    originator_role="spokesman",
    party=Party.RUSSIA,
    chain=(NamedHop("Russian Ministry of Defence"), NamedHop("TASS", "tass")),
    documents=(CitedDocument("TASS", None, None),),
)
TOTAL_OLD = fact(
    "gs-tanks-2022-09-05",
    statement="The General Staff total stood at 2,049 tanks on 5 September 2022.",
    measure=Measure(Unit.COUNT, "2,049", low=2049, high=2049),
    valid=Period(day("2022-02-24"), day("2022-09-05")),
    stated_on=day("2022-09-05"),
    series="general-staff-tanks",
    place="Ukraine",
)
TOTAL_NEW = replace(
    TOTAL_OLD,
    id="gs-tanks-2022-09-12",
    statement="The General Staff total stood at 2,168 tanks on 12 September 2022.",
    measure=Measure(Unit.COUNT, "2,168", low=2168, high=2168),
    valid=Period(day("2022-02-24"), day("2022-09-12")),
    stated_on=day("2022-09-12"),
)
GROWTH = Difference("general-staff-tanks", TOTAL_OLD, TOTAL_NEW, 119.0, "count")


def losses() -> Answer:
    """Make the answer to `losses week`: documented, claimed with a dispute, and a total as context."""
    claimed = Block((FigureLine(TANKS, disputes=(Dispute(RUSSIAN, "denies it", True),)),))
    both = Block((FigureLine(VEHICLES), FigureLine(fact("kharkiv-all-2022-09-12"), depth=1)))
    sections = (
        Section(
            "Totals since February (context)", (Block((FigureLine(TOTAL_NEW, 0, GROWTH),)),), True
        ),
        Section("Russia: documented", (Block((FigureLine(ORYX),)),)),
        Section("Russia: claimed by a party", (claimed, both)),
    )
    return Answer(
        question="losses week",
        canonical="losses week",
        outcome=Outcome.ANSWERED,
        read_as={"command": "losses", "period": {"from": date(2022, 9, 6), "to": "2022-09-12"}},
        title="Losses, 6-12 September 2022",
        store="abc123",
        note="Nothing on record for the last 7 days; read back from the newest record.",
        sections=sections,
        facts=(ORYX, TANKS, VEHICLES, both.lines[1].fact, TOTAL_NEW),
        superseded=(fact("kharkiv-tanks-2022-09-10", status=Status.SUPERSEDED),),
        derived=(GROWTH,),
        disagreements=(Disagreement((TANKS.id, RUSSIAN.id), "denies it"),),
        explanation=("Command: losses", "Period: the last 7 days"),
    )


def closest() -> Answer:
    """Make the answer that is not sure."""
    return Answer(
        question="how many tanks?",
        canonical="ask how many tanks?",
        outcome=Outcome.CLOSEST,
        read_as={"command": "ask"},
        title="Not sure",
        store="abc123",
        closest=(TANKS, ORYX),
        why="No record answers this exactly.",
    )


def nothing() -> Answer:
    """Make the empty-handed answer."""
    return Answer(
        question="losses ship week",
        canonical="losses ship week",
        outcome=Outcome.NOTHING,
        read_as={"command": "losses", "category": "ship"},
        title="Losses of ships",
        store="abc123",
        why="Looked for losses of ships, 6-12 September 2022.",
    )


def ask_back() -> Answer:
    """Make the answer that puts a choice to the asker."""
    return Answer(
        question="area pokrovsk",
        canonical="area pokrovsk",
        outcome=Outcome.ASK_BACK,
        read_as={"command": "area"},
        title="Which place?",
        store="abc123",
        note="Did you mean one of these?",
        choices=(
            Choice("Pokrovske", "area pokrovske"),
            Choice("Pokrovsk", "area pokrovsk-donetsk"),
        ),
    )


def shown_in_full() -> Answer:
    """Make the answer to `fact show` with everything recorded."""
    return replace(
        closest(),
        outcome=Outcome.ANSWERED,
        question=f"fact {ORYX.id}",
        canonical=f"fact {ORYX.id}",
        read_as={"command": "fact show", "id": ORYX.id},
        title=ORYX.id,
        closest=(),
        facts=(ORYX,),
        sections=(Section("", (Block((FigureLine(ORYX),)),)),),
        why=None,
    )


def history() -> Answer:
    """Make the answer to `fact history`."""
    entries = (
        HistoryEntry(
            2,
            "correct",
            "2026-11-20T10:00:00+00:00",
            "collection",
            "the page says 86",
            "The figure was 68 by mistake.",
            ORYX.statement,
            ("68 → 86",),
        ),
        HistoryEntry(
            1, "create", "2026-11-01T10:00:00+00:00", "collection", None, None, "Oryx: 68."
        ),
    )
    return replace(
        shown_in_full(),
        read_as={"command": "fact history", "id": ORYX.id},
        facts=(),
        sections=(),
        history=entries,
    )


EVERY = (losses, closest, nothing, ask_back, shown_in_full, history)
