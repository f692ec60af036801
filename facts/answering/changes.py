"""What changed between two revisions of a fact, word by word, in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from facts.answering.citing import caveat_words, source_name
from facts.answering.setting import Setting
from facts.language.phrases import Phrases
from facts.model import Body, DateRange, Document, Hop, Measure, Period, PlaceRef, Unit

_WORDS = re.compile(r"\S+")
_WHOLE = frozenset({"measure", "bounds", "stated_on", "valid", "scope", "credibility"})
"""Parts of a few words, which are shown whole rather than word by word."""


def changed_words(before: Body, after: Body, setting: Setting) -> tuple[str, ...]:
    """List the differences part by part: `Statement: “over 70” → “over 80”`."""
    old, new = dict(_parts(before, setting)), dict(_parts(after, setting))
    lines = []
    for part in dict.fromkeys([*old, *new]):
        was, became = old.get(part, ""), new.get(part, "")
        if part == "bounds" and old.get("measure") != new.get("measure"):
            continue  # other words are other bounds
        if was != became:
            label = setting.phrases(f"answering.changes.{part}")
            told = _whole if part in _WHOLE else _difference
            lines.append(f"{label}: {told(was, became, setting)}")
    return tuple(lines)


def _whole(was: str, became: str, setting: Setting) -> str:
    """Write the old and the new of a part that is short and read as one."""
    if was and became:
        return setting.phrases("answering.changes.replaced", old=was, new=became)
    return _difference(was, became, setting)


def _difference(was: str, became: str, setting: Setting) -> str:
    """Write what was replaced, removed and added between two texts."""
    say = setting.phrases
    old, new = _WORDS.findall(was), _WORDS.findall(became)
    said = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = " ".join(old[a:b]), " ".join(new[c:d])
        if kind == "replace":
            said.append(say("answering.changes.replaced", old=gone, new=come))
        elif kind == "delete":
            said.append(say("answering.changes.removed", old=gone))
        elif kind == "insert":
            said.append(say("answering.changes.added", new=come))
    return "; ".join(said)


def _parts(body: Body, setting: Setting) -> Iterator[tuple[str, str]]:
    """Write each part of a body as text, so that any change of it shows."""
    for language, text in body.statement.items():
        yield f"statement_{language}", text
    yield "quote", body.quote or ""
    say = setting.phrases
    kinds = {name: getattr(body, name) for name in _KINDS}
    yield "kind", " · ".join(_label(f"labels.{name}.{v}", v, say) for name, v in kinds.items() if v)
    if body.measure is not None:
        yield "measure", _measure(body.measure, say)
        yield "bounds", _bounds(body.measure, say)
    yield "series", body.series or ""
    yield "scope", _place(body.scope_place, setting) if body.scope_place else ""
    yield "places", ", ".join(_place(ref, setting) for ref in body.places)
    yield "valid", _period(body.valid, say)
    yield "stated_on", _dates(body.stated_on, say)
    yield "chain", " → ".join(_hop(hop, setting) for hop in body.chain)
    yield "documents", ", ".join(_document(page, setting) for page in body.documents)
    yield "caveats", "; ".join(caveat_words(c, say) for c in body.caveats)
    yield "credibility", str(body.credibility or "")
    yield "withdrawn", body.withdrawn.words if body.withdrawn else ""


_KINDS = ("topic", "metric", "category", "side", "verification")


def _label(key: str, value: str, say: Phrases) -> str:
    return say(key) if say.has(key) else str(value)


def _measure(measure: Measure, say: Phrases) -> str:
    if measure.unit is Unit.COUNT:
        return measure.wording
    key = f"labels.unit.{measure.unit}"
    unit = say(key) if say.has(key) else say(f"{key}.{_SEVERAL[say.language]}")
    return f"{measure.wording} {unit}".strip()


_SEVERAL = {"en": "other", "uk": "many", "ru": "many"}


def _bounds(measure: Measure, say: Phrases) -> str:
    """Write how a figure was read: from which number to which."""
    low, high = (None if b is None else say.number(b) for b in (measure.low, measure.high))
    if low is None or high is None:
        key = "high" if low is None else "low"
        return say(f"answering.changes.{key}", number=high if low is None else low)
    return low if low == high else say("answering.changes.between", low=low, high=high)


def _place(ref: PlaceRef, setting: Setting) -> str:
    return setting.place_name(ref.place) + (" ?" if ref.inferred else "")


def _hop(hop: Hop, setting: Setting) -> str:
    name = source_name(setting.view, hop.source) if hop.source else hop.words or ""
    return f"{name} ({hop.role})" if hop.role else name


def _document(page: Document, setting: Setting) -> str:
    name, day = source_name(setting.view, page.publisher), page.published_on
    dates = _dates(day, setting.phrases) if day else ""
    return " ".join(filter(None, (name, page.url, page.title, dates)))


def _dates(known: DateRange | None, say: Phrases) -> str:
    if known is None:
        return ""
    # A range is "about" anyway; that it was inferred must show, too.
    return say.dates(known) + (" ?" if known.inferred and not known.exact else "")


def _period(valid: Period | None, say: Phrases) -> str:
    if valid is None:
        return ""
    ends = [_dates(end, say) or "…" for end in (valid.start, valid.end)]
    dates = ends[0] if ends[0] == ends[1] else " - ".join(ends)
    return f"{dates} ({valid.words})" if valid.words else dates
