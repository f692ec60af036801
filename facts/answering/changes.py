"""What changed between two revisions of a fact, word by word, in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from facts.answering.citing import caveat_words
from facts.answering.setting import Setting
from facts.model import Body, DateRange, Period

_WORDS = re.compile(r"\S+")


def changed_words(before: Body, after: Body, setting: Setting) -> tuple[str, ...]:
    """List the differences part by part: `Statement: “over 70” → “over 80”`."""
    old, new = dict(_parts(before, setting)), dict(_parts(after, setting))
    lines = []
    for part in dict.fromkeys([*old, *new]):
        was, became = old.get(part, ""), new.get(part, "")
        if was != became:
            label = setting.phrases(f"answering.changes.{part}")
            lines.append(f"{label}: {_difference(was, became, setting)}")
    return tuple(lines)


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
    kinds = (body.topic, body.metric, body.category, body.side, body.verification)
    yield "kind", ", ".join(str(kind) for kind in kinds if kind)
    if body.measure is not None:
        m = body.measure
        bounds = "–".join("…" if b is None else f"{b:g}" for b in (m.low, m.high))
        yield "measure", f"{m.wording} · {bounds} · {m.unit}"
    yield "series", body.series or ""
    scope = body.scope_place
    yield "scope", (scope.place + (" ?" if scope.inferred else "")) if scope else ""
    yield "places", ", ".join(ref.place for ref in body.places)
    yield "valid", _period(body.valid)
    yield "stated_on", _dates(body.stated_on)
    yield (
        "chain",
        " → ".join((hop.source or hop.words or "") + _role(hop.role) for hop in body.chain),
    )
    yield (
        "documents",
        ", ".join(
            " ".join(filter(None, (d.publisher, d.url, d.title, _dates(d.published_on))))
            for d in body.documents
        ),
    )
    yield "caveats", "; ".join(caveat_words(c, setting.phrases) for c in body.caveats)
    yield "credibility", str(body.credibility or "")
    yield "withdrawn", body.withdrawn.words if body.withdrawn else ""


def _role(role: str | None) -> str:
    return f" ({role})" if role else ""


def _dates(known: DateRange | None) -> str:
    if known is None:
        return ""
    text = known.earliest.isoformat()
    if not known.exact:
        text += f"..{known.latest.isoformat()}"
    return text + (" ?" if known.inferred else "")


def _period(valid: Period | None) -> str:
    if valid is None:
        return ""
    dates = f"{_dates(valid.start)} - {_dates(valid.end)}"
    return f"{dates} ({valid.words})" if valid.words else dates
