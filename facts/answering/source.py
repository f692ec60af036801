"""`source list` and `source show`: who is on record, how they work, how far they can be relied on."""

from __future__ import annotations

from collections import Counter

from facts.answering.blocks import blocks_of, recency
from facts.answering.parts import disagreements, facts_in, reading, text_answer
from facts.answering.setting import Setting
from facts.answering.window import Window
from facts.answers import Answer, Outcome, Section
from facts.language.normalise import fold
from facts.model import Source, SourceKind
from facts.questions import SourceList, SourceShow
from facts.snapshot import Record

NEWEST = 5
"""Facts shown of a source; the rest are counted."""


def answer_source_list(question: SourceList, setting: Setting) -> Answer:
    """List the sources by kind, each with its reliability letter and how many facts it stands in."""
    say = setting.phrases
    read_as = reading(setting, "source list", name=question.name)
    wanted = fold(question.name) if question.name else ""
    found = [s for s in setting.view.sources() if _named(s, wanted)]
    title = say("answering.source.list_title")
    if not found:
        why = say("answering.source.none_named", name=question.name or "")
        return text_answer(setting, read_as, title, why, outcome=Outcome.NOTHING)
    lines = [say.plural("answering.source.count", len(found))]
    for kind in SourceKind:
        rows = sorted((s for s in found if s.kind is kind), key=lambda s: (fold(s.name), s.id))
        if rows:
            lines.append(say(f"answering.source.kinds.{kind}"))
            lines.extend(_row(setting, source) for source in rows)
    return text_answer(setting, read_as, title, "\n".join(lines))


def _named(source: Source, wanted: str) -> bool:
    return not wanted or any(wanted in fold(n) for n in (source.name, source.id, *source.aliases))


def _row(setting: Setting, source: Source) -> str:
    count = len(setting.view.of_source(source.id))
    return setting.phrases.plural(
        "answering.source.row", count, name=source.name, letter=source.reliability.value
    )


def answer_source(question: SourceShow, setting: Setting) -> Answer:
    """Show one source: method, standing caveats, reliability with its reason, and its newest facts.

    Raises:
        NotOnRecord: for a source that is not held.
    """
    source = setting.view.source(question.id)
    read_as = reading(setting, "source show", source=source.id)
    said = setting.view.of_originator(source.id)
    newest = sorted(said, key=recency, reverse=True)[:NEWEST]
    sections: tuple[Section, ...] = ()
    if newest:
        heading = setting.phrases("answering.source.newest")
        sections = (Section(heading, blocks_of(setting, newest, Window())),)
    facts = facts_in(sections)
    return Answer(
        question="",
        canonical="",
        outcome=Outcome.ANSWERED,
        read_as=read_as,
        title=source.name,
        store=setting.view.digest,
        note="\n".join(_portrait(setting, source, said)),
        sections=sections,
        facts=facts,
        disagreements=disagreements(facts),
        as_of=setting.view.as_of,
    )


def _portrait(setting: Setting, source: Source, said: list[Record]) -> list[str]:
    say = setting.phrases
    kind = say(f"answering.source.kind.{source.kind}")
    party = say(f"answering.source.party.{source.party}")
    lines = [say("answering.source.who", kind=kind, party=party)]
    if source.aliases:
        lines.append(say("answering.source.aliases", names=", ".join(source.aliases)))
    method = source.methodology or say("answering.source.no_method")
    lines.append(say("answering.source.method", text=method))
    if source.methodology_pages:
        lines.append(say("answering.source.pages", urls=" ".join(source.methodology_pages)))
    if source.standing_caveats:
        lines.append(say("answering.source.caveats"))
        lines.extend(f"- {caveat}" for caveat in source.standing_caveats)
    letter = source.reliability.value
    lines.append(
        say(
            "answering.source.reliability",
            letter=letter,
            legend=say(f"answering.source.legend.{letter}"),
            reason=source.reliability_reason or say("answering.source.no_reason"),
        )
    )
    lines.append(_contribution(setting, source, said))
    return lines


def _contribution(setting: Setting, source: Source, said: list[Record]) -> str:
    """Count what a source said, passed on or published, and over which days."""
    say = setting.phrases
    carried = len(setting.view.of_source(source.id)) - len(said)
    text = say("answering.source.contribution", said=len(said), carried=carried)
    days = sorted(r.ends for r in said if r.ends is not None)
    if days:
        text += " " + say("answering.source.days", days=say.span(days[0], days[-1]))
    topics = Counter(r.body.topic for r in said)
    if topics:
        most = sorted(topics.items(), key=lambda item: (-item[1], item[0]))
        named = ", ".join(f"{say(f'answering.topic.{topic}')} ({n})" for topic, n in most)
        text += " " + say("answering.source.topics", topics=named)
    return text
