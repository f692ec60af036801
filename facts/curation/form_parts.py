"""The parts of a form, each read from its fields; what is wrong is noted by field and reading goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, TypeVar

from facts.curation.figures import Figure, check_figure, read_figure
from facts.curation.form_dates import read_day
from facts.curation.form_links import read_link
from facts.curation.topics import guess_topic, read_topic
from facts.errors import FactlineError
from facts.language.names import Doubt, Names
from facts.language.normalise import fold, tokenise, visible
from facts.language.phrases import LANGUAGES, Phrases
from facts.language.words import Phrasebook, vocabulary
from facts.model import Category, Caveat, CaveatCode, Document, Hop, PlaceRef, Side, Topic, Unit
from facts.snapshot import View

_LOSSES = (Topic.EQUIPMENT_LOSSES, Topic.EQUIPMENT_CAPTURED, Topic.PERSONNEL_LOSSES)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field, in a sentence, and what to do.

    `choices` are ids that may have been meant; `offer` is `add_source` where the typed name could
    become a new source.
    """

    field: str
    sentence: str
    hint: str = ""
    choices: tuple[str, ...] = ()
    offer: Literal["add_source"] | None = None


@dataclass(slots=True)
class Form:
    """The fields of one form while they are read, and what was found wrong or guessed."""

    fields: Mapping[str, str]
    view: View
    names: Names
    today: date
    locale: str
    problems: list[FieldProblem] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Give a field as typed, without what nobody sees."""
        return visible(self.fields.get(name, ""))

    def read(self, name: str, how: Callable[[str], T]) -> T | None:
        """Read a field; None where it is empty or wrong (the problem is noted)."""
        text = self.text(name)
        if not text:
            return None
        try:
            return how(text)
        except FactlineError as error:
            self.problems.append(FieldProblem(name, error.sentence, error.hint))
            return None

    def wrong(self, name: str, key: str, **values: object) -> None:
        """Note a problem from the phrases."""
        say = Phrases.of(self.locale)
        hint = f"curation.form.{key}_hint"
        told = say(hint, **values) if say.has(hint) else ""
        self.problems.append(FieldProblem(name, say(f"curation.form.{key}", **values), told))


def read_statement(form: Form) -> dict[str, str]:
    """Read the statement in each language; English is required, 200 characters at most."""
    said = {
        language: text
        for language, name in zip(
            LANGUAGES, ("statement", "statement_uk", "statement_ru"), strict=True
        )
        if (text := form.text(name))
    }
    english = said.get("en", "")
    if not english:
        form.wrong("statement", "no_statement")
    elif sum("\u0400" <= c <= "\u04ff" for c in english) * 2 > sum(c.isalpha() for c in english):
        form.wrong("statement", "not_english")
    for language, text in said.items():
        if len(text) > 200:
            name = "statement" if language == "en" else f"statement_{language}"
            form.wrong(name, "too_long", count=len(text), most=200)
    return said


def read_figure_fields(form: Form) -> Figure | None:
    """Read the figure with its bounds and unit; None where nothing was counted."""
    figure = form.read("figure", lambda text: read_figure(text, form.locale))
    low = form.read("low", lambda text: _bare(text, form))
    high = form.read("high", lambda text: _bare(text, form))
    if figure is None:
        if (low is not None or high is not None) and not form.text("figure"):
            form.wrong("figure", "no_wording")
        return None
    try:
        figure = check_figure(figure, low, high, form.locale)
    except FactlineError as error:
        form.problems.append(FieldProblem("figure", error.sentence, error.hint))
    unit = form.text("unit")
    if unit:
        known = next((u for u in Unit if fold(unit) in (u.value, u.value.replace("_", " "))), None)
        if known is None:
            form.wrong("unit", "no_unit", words=unit[:60], units=", ".join(Unit))
        figure = replace(figure, unit=known)
    return figure


def _bare(text: str, form: Form) -> float:
    figure = read_figure(text, form.locale)
    return figure.low if figure.low is not None else (figure.high or 0.0)


def read_kind(form: Form, figure: Figure | None) -> dict[str, Any]:
    """Read or guess what is counted: topic, metric, category and side."""
    words = f"{form.text('figure')} {form.text('statement')}"
    category = _word(form, "category", "no_category") or (figure.category if figure else None)
    if category is None and figure is not None and not form.text("category"):
        category = _only(vocabulary().categories, form.text("statement"))
        if category is not None:
            form.guessed.append("category")
    topic, metric = guess_topic(words, figure, category)
    typed = form.text("topic")
    if typed:
        chosen = read_topic(typed)
        if chosen is None:
            form.wrong("topic", "no_topic", words=typed[:60], topics=", ".join(Topic))
        elif chosen is not topic:
            topic, metric = chosen, _METRIC.get(chosen, "official_statement")
    else:
        form.guessed.append("topic")
    metric = form.text("metric").casefold().replace(" ", "_") or metric
    side = _word(form, "side", "no_side")
    if side is None and not form.text("side"):
        side = _only(vocabulary().sides, form.text("statement"))
        if side is not None:
            form.guessed.append("side")
        elif topic in _LOSSES:
            form.wrong("side", "whose")
    return {"topic": topic, "metric": metric, "category": category, "side": side}


_METRIC: Mapping[Topic, str] = {
    Topic.TERRITORY: "area_regained",
    Topic.SETTLEMENTS: "settlements_liberated",
    Topic.ADVANCE: "advance_depth",
    Topic.WITHDRAWAL: "withdrawal",
    Topic.EQUIPMENT_LOSSES: "equipment_lost",
    Topic.EQUIPMENT_CAPTURED: "equipment_captured",
    Topic.PERSONNEL_LOSSES: "personnel_lost",
    Topic.CIVILIANS: "civilians_killed",
    Topic.STRIKES: "infrastructure_strike",
    Topic.LOGISTICS: "logistics",
    Topic.MOBILISATION: "mobilisation",
    Topic.ASSESSMENTS: "outside_assessment",
}


def _word(form: Form, name: Literal["category", "side"], key: str) -> Any:
    text = form.text(name)
    if not text:
        return None
    codes: Any = Category if name == "category" else Side
    known = next((c for c in codes if fold(text) == c.value.replace("_", " ")), None)
    table: Any = vocabulary().categories if name == "category" else vocabulary().sides
    words = tokenise(text)
    found = table.match(words, 0)
    if known is None and found is not None and found[1] == len(words):
        known = found[0]
    if known is None:
        form.wrong(name, key, words=text[:60], known=", ".join(codes))
    return known


def _only(table: Phrasebook[T], text: str) -> T | None:
    """Give what a text speaks of, if it is one thing only."""
    words = tokenise(text)
    found = {hit[0] for at in range(len(words)) if (hit := table.match(words, at))}
    return found.pop() if len(found) == 1 else None


def _source(form: Form, name: str, text: str) -> str | None:
    """Find a source by id or name; an unknown one is a problem that offers to add it."""
    if form.names.get_source(text) is not None:
        return text
    found = form.names.source(text)
    if found is not None and not isinstance(found, Doubt):
        return found.id
    say = Phrases.of(form.locale)
    if found is not None and found.ambiguous:
        sentence = say("curation.form.several_sources", words=text[:60])
        form.problems.append(FieldProblem(name, sentence, say("curation.form.choose"), found.ids))
        return None
    sentence = say("curation.form.no_source", words=text[:60])
    hint = say("curation.form.no_source_hint")
    ids = found.ids if found is not None else ()
    form.problems.append(FieldProblem(name, sentence, hint, ids, "add_source"))
    return None


def read_chain(form: Form) -> tuple[Hop, ...]:
    """Read originator, relays and publisher as a chain; an unknown relay is words for a channel."""
    typed = form.text("originator")
    if not typed:
        form.wrong("originator", "no_originator")
        return ()
    source = _source(form, "originator", typed)
    if source is None:
        return ()
    hops = [Hop(source=source, role=form.text("role")[:300] or None)]
    for relay in _listed(form.fields.get("relays", "")):
        if form.names.get_source(relay) is not None:
            hops.append(Hop(source=relay))
            continue
        found = form.names.source(relay)
        if found is None or isinstance(found, Doubt):
            hops.append(Hop(words=relay[:300]))  # a channel such as "telethon"
        else:
            hops.append(Hop(source=found.id))
    publisher = form.text("publisher")
    if publisher:
        last = _source(form, "publisher", publisher)
        if last is not None and hops[-1].source != last:
            hops.append(Hop(source=last))
    if len(hops) > 8:
        form.wrong("relays", "too_many_relays")
        return ()
    return tuple(hops)


def read_documents(form: Form, chain: tuple[Hop, ...]) -> tuple[Document, ...]:
    """Read the page that carries the claim, which is published by the last of the chain."""
    url = form.read("url", lambda text: read_link(text, form.locale))
    published = form.read("published_on", lambda text: read_day(text, form.today, form.locale))
    title = form.text("title")[:300] or None
    if url is None and published is None and title is None and not form.text("publisher"):
        return ()
    if not form.text("publisher"):
        if form.text("url") or form.text("published_on") or title:
            form.wrong("publisher", "no_publisher")
        return ()
    publisher = chain[-1].source if chain else None
    if publisher is None:
        return ()
    return (Document(publisher, url, title, published),)


def read_places(form: Form) -> dict[str, Any]:
    """Read the places; the first is what a figure covers, the others are named too."""
    refs: list[PlaceRef] = []
    for typed in _listed(form.fields.get("place", "")):
        bare = typed.removesuffix("(inferred)").strip()
        found: Any = form.names.place(bare) if form.names.get_place(bare) is None else None
        ident = bare if form.names.get_place(bare) is not None else None
        if ident is None and found is not None and not isinstance(found, Doubt):
            ident = found.id
        if ident is not None:
            refs.append(PlaceRef(ident, bare != typed))
            continue
        say = Phrases.of(form.locale)
        key = "several_places" if found is not None and found.ambiguous else "no_place"
        form.problems.append(
            FieldProblem(
                "place",
                say(f"curation.form.{key}", words=bare[:60]),
                say("curation.form.choose" if found else "curation.form.no_place_hint"),
                found.ids if found is not None else (),
            )
        )
    return {"scope_place": refs[0] if refs else None, "places": tuple(refs[1:])}


def read_caveats(form: Form) -> tuple[Caveat, ...]:
    """Read caveats, each a code, the words of a code in any language, or a text of its own."""
    made = []
    for text in _listed(form.fields.get("caveats", ""), commas=False):
        code = _caveat_code(text)
        made.append(Caveat(code=code) if code is not None else Caveat(text=text[:300]))
    return tuple(dict.fromkeys(made))


def _caveat_code(text: str) -> CaveatCode | None:
    for code in CaveatCode:
        said = {Phrases.of(lang)(f"labels.caveat.{code}") for lang in LANGUAGES}
        if fold(text) in {fold(words) for words in (*said, code.value)}:
            return code
    return None


def _listed(text: str, *, commas: bool = True) -> list[str]:
    """Cut a field that holds several entries: lines, semicolons, arrows (and commas)."""
    for mark in ("→", "\n", "\r", *("," if commas else "")):
        text = text.replace(mark, ";")
    return [entry for part in text.split(";") if (entry := visible(part))]
