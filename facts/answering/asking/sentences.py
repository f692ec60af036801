"""Why a plain question was not answered, and how it was read: one sentence each, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from facts.answering.setting import Setting
from facts.language.asking.gate import Finding
from facts.language.asking.slots import Slots
from facts.language.asking.times import When
from facts.language.phrases import Phrases
from facts.model import Topic

_SHOWN = 6
"""Words quoted back at most; a pasted article is not recited."""

_ALONE = frozenset(
    {"injection", "personal", "live", "off_topic", "prediction", "opinion", "no_words"}
)


def refusal(finding: Finding, setting: Setting) -> str:
    """Say in one sentence why there is no direct answer."""
    say, slots, reason = setting.phrases, finding.slots, finding.reason or "not_found"
    about = _quoted(slots.words_for(c) if reason not in _BARE else c for c in finding.about)
    if reason == "unsure" and about:
        return say("ask.refusal.unsure_about", about=about)
    key = f"ask.refusal.{reason}"
    return say(key, **_particulars(finding, setting, about)) if say.has(key) else say(_NONE)


_NONE = "ask.refusal.not_found"
_BARE = frozenset({"unexplained", "respelled"})


def _particulars(finding: Finding, setting: Setting, about: str) -> dict[str, str]:
    slots = finding.slots
    say = setting.phrases
    things = [c for c, kind in slots.concepts if kind == "thing"]
    return {
        "about": about,
        "side": say(f"answering.side.{slots.side or 'none'}"),
        "number": _numbers(slots, say),
        "speaker": _quoted(slots.words_for(c) for c in slots.speakers),
        "place": _quoted(slots.words_for(c) for c in slots.places),
        "period": period_words(slots, say),
        "category": _quoted(slots.words_for(c) for c in things),
        "latest": _latest(setting),
    }


def _latest(setting: Setting) -> str:
    newest = next(setting.view.ending_backwards(tuple(Topic), None), None)
    if newest is None or newest.ends is None:
        return setting.phrases("dates.undated")
    return setting.phrases.day(newest.ends)


def period_words(slots: Slots, say: Phrases) -> str:
    """Name the time a question means."""
    if slots.when is not None:
        return when_words(slots.when, say)
    if slots.relative is not None and say.has(f"ask.period.{slots.relative}"):
        return say(f"ask.period.{slots.relative}")
    return say("dates.undated")


def when_words(when: When, say: Phrases) -> str:
    """Write the days of a question."""
    if when.first is not None and when.last is not None:
        return say.span(when.first, when.last)
    if when.first is not None:
        return say("ask.period.since", day=say.day(when.first))
    return say("ask.period.until", day=say.day(when.last or date.max))


def _numbers(slots: Slots, say: Phrases) -> str:
    return ", ".join(say.number(n) for n in slots.numbers[:_SHOWN])


def _quoted(words: Any) -> str:
    listed = list(dict.fromkeys(w[:40] for w in words))
    return ", ".join(listed[:_SHOWN]) + ("…" if len(listed) > _SHOWN else "")


def looked_for(finding: Finding, setting: Setting) -> str | None:
    """Say what was looked for, in the question's own words; None where that would add nothing."""
    if finding.reason in _ALONE or not finding.slots.spoken:
        return None
    words = _quoted(w for _, w in finding.slots.spoken)
    return setting.phrases("ask.refusal.looked", looked=words)


def explanation(finding: Finding, setting: Setting) -> Iterator[str]:
    """Lay open how a question was read and which near matches were passed over, a line each."""
    say, slots = setting.phrases, finding.slots
    if slots.spoken:
        yield say("ask.why.about", about=_quoted(w for _, w in slots.spoken))
    elif not slots.concepts:
        yield say("ask.why.nothing")
    kinds = [say(f"ask.why.kind.{k}") for k in _KINDS if k in slots.kinds]
    if kinds:
        yield say("ask.why.kinds", kinds=", ".join(kinds))
    if slots.side is not None:
        yield say("ask.why.side", side=say(f"answering.side.{slots.side}"))
    if slots.when is not None:
        yield say("ask.why.when", dates=when_words(slots.when, say))
    elif slots.relative is not None and say.has(f"ask.period.{slots.relative}"):
        yield say("ask.why.relative", period=say(f"ask.period.{slots.relative}"))
    if slots.numbers:
        yield say("ask.why.numbers", numbers=_numbers(slots, say))
    for word, better in slots.respelled[:_SHOWN]:
        yield say("ask.why.respelled", word=word[:40], better=better)
    if slots.unexplained:
        yield say("ask.why.unexplained", words=_quoted(slots.unexplained))
    if slots.cue is not None:
        yield say("ask.why.cue", cue=say(f"ask.why.cue_of.{slots.cue}"))
    if finding.outcome == "answered":
        yield say(
            "ask.why.agreed",
            id=finding.records[0].id,
            evidence=round(finding.evidence * 100),
            agreement=round(finding.agreement * 100),
        )
    for near in finding.rejected:
        reasons = ", ".join(say(f"ask.why.reason.{r}") for r in near.reasons)
        yield say("ask.why.rejected", id=near.record.id, reasons=reasons)


_KINDS = ("how_many", "who", "when", "where", "why", "says", "true", "status")


def _shortened(word: str) -> str:
    return word if len(word) <= _LONGEST else f"{word[:_LONGEST]}…"


_LONGEST = 40


def slots_read(finding: Finding) -> dict[str, Any]:
    """Give how the question was understood as plain values, for scripts; only what was said is named."""
    slots = finding.slots
    read: dict[str, Any] = {"command": "ask"}
    named: dict[str, list[Any]] = {
        "kind": [k for k in _KINDS if k in slots.kinds],
        "places": [slots.words_for(c) for c in slots.places],
        "sources": [slots.words_for(c) for c in slots.speakers],
        "about": [slots.words_for(c) for c, k in slots.concepts if k not in ("place", "speaker")],
        "numbers": [int(n) if n.is_integer() else n for n in slots.numbers],
        "unexplained": [_shortened(word) for word in slots.unexplained[:_SHOWN]],
    }
    read.update({key: value[:12] for key, value in named.items() if value})
    if slots.side is not None:
        read["side"] = slots.side.value
    if slots.when is not None:
        read["period"] = {
            "from": slots.when.first.isoformat() if slots.when.first else None,
            "to": slots.when.last.isoformat() if slots.when.last else None,
            "words": " ".join(t.text for t in slots.words[slots.when.start : slots.when.end]),
        }
    elif slots.relative is not None:
        read["period"] = {"from": None, "to": None, "words": slots.relative}
    if finding.reason is not None:
        read["reason"] = finding.reason
    return read
