"""The other way round: a body as the fields of a form, for editing; a message as fields, for saving."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from facts.answering.citing import caveat_words
from facts.curation.figures import read_figure
from facts.curation.form_dates import write_day, write_valid
from facts.errors import BadPeriod, UsageError
from facts.language.dates import date_at
from facts.language.names import Doubt, Names
from facts.language.normalise import Token, clean, tokenise, typed, visible
from facts.language.phrases import Phrases
from facts.model import Body, PlaceKind
from facts.snapshot import View


def fields_of(body: Body, view: View, locale: str = "en") -> dict[str, str]:
    """Write a body as form fields. What a form cannot show is kept by reading over the body."""
    names = Names.of(view)
    measure, chain = body.measure, body.chain
    document = body.documents[0] if body.documents else None
    publisher = document.publisher if document else None
    relays = chain[1:]
    if relays and publisher is not None and relays[-1].source == publisher:
        relays = relays[:-1]
    refs = (*((body.scope_place,) if body.scope_place else ()), *body.places)
    say = Phrases.of(locale)
    fields = {
        "place": "; ".join(ref.place + (" (inferred)" if ref.inferred else "") for ref in refs),
        "originator": body.originator,
        "statement": body.statement["en"],
        "statement_uk": dict(body.statement).get("uk", ""),
        "statement_ru": dict(body.statement).get("ru", ""),
        "figure": measure.wording if measure else "",
        "unit": measure.unit.value if measure else "",
        "topic": body.topic.value,
        "metric": body.metric,
        "category": body.category.value if body.category else "",
        "side": body.side.value if body.side else "",
        "stated_on": write_day(body.stated_on),
        "happened": write_valid(body.valid),
        "role": chain[0].role or "",
        "relays": "; ".join(hop.source or hop.words or "" for hop in relays),
        "publisher": names.source_label(publisher) if publisher else "",
        "url": (document.url or "") if document else "",
        "title": (document.title or "") if document else "",
        "published_on": write_day(document.published_on) if document else "",
        "caveats": "\n".join(caveat_words(caveat, say) for caveat in body.caveats),
        "quote": body.quote or "",
    }
    return {name: text for name, text in fields.items() if text}


def fields_of_message(
    text: str, *, author: str, link: str, posted_on: date, view: View
) -> dict[str, str]:
    """Fill a form from a message: its words, link and date, and the names and figure it holds.

    `author` is the display name; it becomes the originator only where a source goes by it.
    """
    names, shown = Names.of(view), visible(text)
    tokens = tokenise(clean(shown))
    fields = {"url": link, "published_on": posted_on.isoformat()}
    if len(shown) <= 200:
        fields["statement"] = shown
    else:
        fields["quote"] = shown if len(shown) <= 300 else shown[:299] + "…"
    places: list[str] = []
    sources: list[str] = []
    at = 0
    while at < len(tokens):
        source, place = names.source_at(tokens, at), names.place_at(tokens, at)
        end = at + 1
        for found, into in ((source, sources), (place, places)):
            if found is not None and not isinstance(found[0], Doubt):
                into.append(found[0].id)
                end = max(end, found[1])
                break
        at = end
    known = names.source(author)
    if known is not None and not isinstance(known, Doubt):
        sources.insert(0, known.id)
    # "the General Staff of Ukraine … near Izium": a country is no news beside a place in it.
    closer = [place for place in places if view.place(place).kind is not PlaceKind.COUNTRY]
    places = closer or places
    if places:
        fields["place"] = "; ".join(dict.fromkeys(places))
    if sources:
        fields["originator"] = sources[0]
    figure = _figure_in(shown)
    if figure:
        fields["figure"] = figure
    day = _day_in(clean(shown), tokens)
    if day:
        fields["stated_on"] = day
    return fields


def _figure_in(text: str) -> str | None:
    """Give the figure of the first clause that holds exactly one beside its dates."""
    for clause in text.replace(";", ".").replace("!", ".").split(". "):
        try:
            figure = read_figure(_without_days(clean(clause)))
        except UsageError:
            continue
        counted = f" {figure.category.value.replace('_', ' ')}" if figure.category else ""
        unit = f" {figure.unit.value}" if figure.unit and not counted else ""
        return figure.wording + (counted or unit)
    return None


def _without_days(text: str) -> str:
    while (day := _day_in(text, tokenise(text))) and day in text:
        text = text.replace(day, " ", 1)
    return text


def _day_in(text: str, tokens: Sequence[Token]) -> str | None:
    """Give the first date that names its day ("6 September"), as it stands in the text."""
    say = Phrases.of("en")
    for at in range(len(tokens)):
        try:
            found = date_at(tokens, at, say)
        except BadPeriod:
            continue
        if found is not None and found.first.day is not None:
            return typed(text, tokens[at : found.end]).rstrip(" .,")
    return None
