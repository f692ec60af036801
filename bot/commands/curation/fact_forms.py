"""The forms of a fact: five fields each, since a form cannot hold more; what each asks for."""

from __future__ import annotations

from collections.abc import Mapping

from bot.commands.curation.panels import Field, Form
from bot.commands.curation.steps import Step
from facts.language.phrases import Phrases
from facts.model import Side

FORMS: Mapping[str, tuple[str, ...]] = {
    "words": ("statement", "figure", "stated_on", "happened", "side"),
    "page": ("publisher", "url", "published_on", "relays", "caveats"),
    "kind": ("place", "originator", "category", "topic", "unit"),
    "more": ("role", "quote", "title", "statement_uk", "statement_ru"),
}
"""Which fields each form holds, in the order in which the forms are offered."""

_MOST = {"statement": 200, "statement_uk": 200, "statement_ru": 200, "url": 1000, "caveats": 1500}
_LONG = ("statement", "caveats", "statement_uk", "statement_ru", "quote")
_REASONS: Mapping[str, tuple[str, ...]] = {
    "clarify": ("reason",),
    "correct": ("reason", "notice"),
    "retract": ("reason", "notice"),
    "restore": ("reason",),
    "withdraw": ("withdrawn_words", "withdrawn_on", "reason"),
    "link": ("reason", "link_note"),
    "unlink": ("reason",),
    "hide": ("reason",),
    "lift": ("reason",),
    "note": ("text",),
}
_NEEDED = ("statement", "reason", "notice", "withdrawn_words", "text")


def form_of(draft: str, name: str, fields: Mapping[str, str], say: Phrases) -> Form:
    """Make one of the forms of a draft, filled with what the draft holds."""
    made = tuple(field(key, fields.get(key, ""), say) for key in FORMS[name])
    return Form(say(f"moderating.form.{name}"), made, Step.FORM, (draft, name))


def reason_form(draft: str, kind: str, fields: Mapping[str, str], say: Phrases) -> Form:
    """Make the form that asks why a change is made, and for the sentence that readers will see."""
    made = tuple(field(key, fields.get(key, ""), say) for key in _REASONS[kind])
    return Form(say(f"moderating.change.{kind}"), made, Step.SAVE, (draft, kind))


def words_form(say: Phrases, title: str, step: Step, parts: tuple[str, ...]) -> Form:
    """Make the form with one long field, `words`; phrases: `moderating.{title}` and `…_field`."""
    asked = Field("words", say(f"moderating.{title}_field"), required=True, long=True)
    return Form(say(f"moderating.{title}"), (asked,), step, parts)


def field(name: str, value: str, say: Phrases) -> Field:
    """Make one field with its label and an example, in the language of who fills it in."""
    label, hint = say(f"moderating.field.{name}"), f"moderating.hint.{name}"
    return Field(
        name,
        label,
        say(hint) if say.has(hint) else "",
        value,
        required=name in _NEEDED,
        long=name in _LONG,
        most=_MOST.get(name, 300),
        options=_sides(say) if name == "side" else (),
    )


def _sides(say: Phrases) -> tuple[tuple[str, str], ...]:
    return tuple((side.value, say(f"labels.side.{side}")) for side in Side)
