"""The items that Oryx lists, as compiled by oryx_data: how many were first seen on a day.

One fact for each day, side and status. A count of what was photographed is a floor, and the day is
when an item was first seen on the list, not when it was lost: both stand with every fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from facts.curation._problems import Problems
from facts.curation._yaml import Fields, Items
from facts.curation.bulk.beside import Beside
from facts.curation.bulk.published import content, own_id
from facts.curation.bulk.tables import Line
from facts.curation.bulk.trees import tree_of
from facts.language.phrases import Phrases

_HEADING = ("date_recorded", "country", "status")
_ITEM = "matid"

Group = tuple[date, str, str]


def recognised(lines: Sequence[Line]) -> bool:
    """Tell by the heading whether a table is the list of items."""
    return bool(lines) and {*_HEADING, _ITEM} <= {_plain(cell) for cell in lines[0].cells}


def read_oryx(
    file: str, lines: Sequence[Line], beside: Beside, problems: Problems, say: Phrases
) -> Fields:
    """Read the list into sections of a collection; an item that stands twice is counted once."""
    names = [_plain(cell) for cell in lines[0].cells]
    words = content("oryx")
    groups: dict[Group, list[int]] = {}
    seen: set[str] = set()
    again = 0
    for line in lines[1:]:
        row = dict(zip(names, (cell.strip() for cell in line.cells), strict=False))
        if not any(row.values()):
            continue
        group = _group(file, line.number, row, words, problems, say)
        item = row.get(_ITEM, "")
        if group is None or (item and item in seen):
            again += group is not None
            continue
        seen.add(item)
        groups.setdefault(group, []).append(line.number)
    if again:
        said = say("bulk.published.items_twice", count=say.number(again))
        fix = say("bulk.published.items_twice_fix")
        problems.add(file, 0, "", said, fix, severity="warning")
    facts = [tree_of(_fact(g, len(groups[g]), words, beside.scope), groups[g][0]) for g in groups]
    sources = [tree_of(s, 1) for s in _sources(words, beside)]
    return Fields({"sources": Items(tuple(sources), 1), "facts": Items(tuple(facts), 1)}, {}, 1)


def _plain(cell: str) -> str:
    return cell.strip().casefold()


def _group(
    file: str, number: int, row: dict[str, str], words: Any, problems: Problems, say: Phrases
) -> Group | None:
    side, status = words["sides"].get(row.get("country")), row.get("status", "")
    day = None
    try:
        day = date.fromisoformat(row.get("date_recorded", ""))
    except ValueError:
        said = say("bulk.published.no_day", words=row.get("date_recorded", "")[:40])
        problems.add(file, number, "date_recorded", said, say("bulk.published.fix"))
    if side is None:
        said = say("bulk.published.no_side", words=row.get("country", "")[:40])
        problems.add(file, number, "country", said, say("bulk.published.fix"))
    if status not in words["statuses"]:
        known = ", ".join(words["statuses"])
        said = say("bulk.published.no_status", words=status[:40], known=known)
        problems.add(file, number, "status", said, say("bulk.published.fix"))
        return None
    return None if day is None or side is None else (day, side, status)


def _sources(words: Any, beside: Beside) -> list[dict[str, Any]]:
    """Give the compilation as a source, where it is not on record yet."""
    known = beside.sources()
    made = [source | {"id": _source_id(source["id"], beside.scope)} for source in words["sources"]]
    return [source for source in made if source["id"] not in known]


def _source_id(name: str, scope: str) -> str:
    own = {source["id"] for source in content("oryx")["sources"]}
    return own_id(name, scope) if name in own else name


def _fact(group: Group, count: int, words: Any, scope: str) -> dict[str, Any]:
    day, side, status = group
    wording = words["wording"].format(number=f"{count:,}")
    statement = words["statement"].format(
        number=wording,
        side=words["adjectives"][side],
        items=words["items"]["one" if count == 1 else "many"],
        status=status,
        day=Phrases.of("en").day(day),
    )
    said, relay = words["chain"]
    page = words["documents"][0]
    return {
        "id": own_id(f"oryx-listed-{side}-{status}-{day}", scope),
        "statement": statement,
        **words["statuses"][status],
        "category": words["category"],
        "side": side,
        "measure": {"low": count, "unit": "count", "wording": wording},
        "scope_place": words["scope_place"],
        "valid": {"start": day, "end": day, "words": words["words"]},
        "stated_on": day,
        "chain": [said, _source_id(relay, scope)],
        "documents": [page | {"publisher": _source_id(page["publisher"], scope)}],
        "caveats": words["caveats"],
        "verification": words["verification"],
    }
