"""A form's fields turned into the body of a fact, with every problem named by its field.

The field names are those of `FIELDS`; all values are texts as typed. `fields_of` (in `form_fields`)
writes a body as fields, and reading unchanged fields over it gives the same body back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic import ValidationError

from facts.curation._problems import explain
from facts.curation.form_dates import read_day, read_valid
from facts.curation.form_parts import (
    FieldProblem,
    Form,
    read_caveats,
    read_chain,
    read_documents,
    read_figure_fields,
    read_kind,
    read_places,
    read_statement,
)
from facts.curation.rules import with_rule_caveats
from facts.language.names import Names
from facts.language.normalise import visible
from facts.language.phrases import Phrases
from facts.model import Body, DateRange
from facts.snapshot import View

FIELDS = (
    "place",
    "originator",
    "statement",
    "statement_uk",
    "statement_ru",
    "figure",
    "low",
    "high",
    "unit",
    "topic",
    "metric",
    "category",
    "side",
    "stated_on",
    "happened",
    "role",
    "relays",
    "publisher",
    "url",
    "title",
    "published_on",
    "caveats",
    "quote",
)
"""Every field that a form may hold; `statement` and `originator` are required."""


@dataclass(frozen=True, slots=True)
class FormReading:
    """What a form's fields say: the body, or the problems that keep it from being one.

    `figure` shows how the figure was understood; `guessed` names fields that were not filled in and
    follow from the others, to be shown for checking.
    """

    body: Body | None
    problems: tuple[FieldProblem, ...] = ()
    figure: str | None = None
    guessed: tuple[str, ...] = ()


def read_form(
    fields: Mapping[str, str],
    view: View,
    *,
    today: date,
    locale: str = "en",
    base: Body | None = None,
    base_fields: Mapping[str, str] | None = None,
) -> FormReading:
    """Read a form into a body with its rule caveats, or say what to mend, field by field.

    With `base` (a fact that is edited) parts whose fields still say what `base_fields` said keep all
    that a form cannot show.
    """
    form = Form(fields, view, Names.of(view), today, locale)
    given: dict[str, Any] = {}
    figure = read_figure_fields(form)
    given["statement"] = read_statement(form)
    given["chain"] = read_chain(form)
    given["documents"] = read_documents(form, given["chain"])
    given["stated_on"] = form.read("stated_on", lambda t: read_day(t, today, locale))
    anchor = given["stated_on"] or (
        given["documents"][0].published_on if given["documents"] else None
    )
    given["valid"] = form.read("happened", lambda t: read_valid(t, _latest(anchor), today, locale))
    given |= read_kind(form, figure)
    given["measure"] = figure.measure() if figure else None
    given |= read_places(form)
    given["caveats"] = read_caveats(form)
    given["quote"] = form.text("quote") or None
    if base is not None:
        given = _kept(given, form, base, base_fields or {})
    shown = figure.shown(locale) if figure else None
    body = None if form.problems else _build(form, given, base)
    if body is not None:
        body = with_rule_caveats(body, {s.id: s for s in view.sources()})
    return FormReading(body, tuple(form.problems), shown, tuple(form.guessed))


_GROUPS: Mapping[str, tuple[str, ...]] = {
    "statement": ("statement", "statement_uk", "statement_ru"),
    "measure": ("figure", "low", "high", "unit"),
    "topic": ("topic", "metric"),
    "metric": ("topic", "metric"),
    "category": ("category",),
    "side": ("side",),
    "chain": ("originator", "role", "relays", "publisher"),
    "documents": ("publisher", "url", "title", "published_on"),
    "stated_on": ("stated_on",),
    "valid": ("happened",),
    "scope_place": ("place",),
    "places": ("place",),
    "caveats": ("caveats",),
    "quote": ("quote",),
}


def _kept(
    given: Mapping[str, Any], form: Form, base: Body, before: Mapping[str, str]
) -> dict[str, Any]:
    """Keep a base's part where none of its fields was changed; its problems are no news then."""
    kept = dict(given)
    untouched = {
        name
        for name in FIELDS
        if visible(form.fields.get(name, "")) == visible(before.get(name, ""))
    }
    for part, names in _GROUPS.items():
        if untouched.issuperset(names):
            kept[part] = getattr(base, part)
    form.problems[:] = [p for p in form.problems if p.field not in untouched]
    return kept


def _build(form: Form, given: Mapping[str, Any], base: Body | None) -> Body | None:
    try:
        return Body(**given) if base is None else replace(base, **given)
    except ValidationError as failed:
        say = Phrases.of(form.locale)
        for error in failed.errors(include_url=False):
            part = str(error["loc"][0]) if error["loc"] else "statement"
            name = next((n for n in _GROUPS.get(part, ())), part)
            form.problems.append(FieldProblem(name, *explain(dict(error), name, say)))
        return None


def _latest(known: DateRange | None) -> date | None:
    return known.latest if known else None
