"""What moderators see, as components: texts in a box, buttons and menus under it, forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from bot.commands.curation.steps import Step, encode
from bot.render.safe_text import clip
from bot.sending import Attached, Drawing, Json

_ROW, _BUTTON, _MENU, _INPUT, _TEXT, _SEPARATOR, _CONTAINER, _LABEL = 1, 2, 3, 4, 10, 14, 17, 18
_SHORT, _LONG = 1, 2

ROOM = 3_900
"""Characters in one message at most, a little less than Discord takes."""


class Look(IntEnum):
    """How a button looks; its label says what it does."""

    MAIN = 1
    PLAIN = 2
    GOOD = 3
    GRAVE = 4


def button(label: str, step: Step, *parts: str, look: Look = Look.PLAIN) -> Json:
    """Make a button."""
    made = {"type": _BUTTON, "style": int(look), "label": clip(label, 80)}
    return {**made, "custom_id": encode(step, *parts)}


def menu(
    placeholder: str, options: Sequence[tuple[str, str, str]], step: Step, *parts: str
) -> Json:
    """Make a menu of (label, value, description); at most 25 are offered."""
    offered = [
        {"label": clip(label, 100), "value": value}
        | ({"description": clip(more, 100)} if more else {})
        for label, value, more in options[:25]
    ]
    made: Json = {"type": _MENU, "custom_id": encode(step, *parts), "options": offered}
    return {**made, "placeholder": clip(placeholder, 150)}


def panel(texts: Iterable[str], *rows: Sequence[Json], files: tuple[Attached, ...] = ()) -> Drawing:
    """Draw texts (Markdown, made safe already) in a box, and rows of buttons or one menu under it."""
    return Drawing([box(texts), *lined_up(rows)], files)


def box(texts: Iterable[str]) -> Json:
    """Draw texts in a box, shortened where they exceed what one message holds."""
    shown: list[Json] = []
    left = ROOM
    for text in texts:
        if not text or left < 20:
            continue
        if shown:
            shown.append({"type": _SEPARATOR, "divider": True, "spacing": 1})
        kept = text if len(text) <= left else text[: left - 1].rsplit("\n", 1)[0] + "…"
        shown.append({"type": _TEXT, "content": kept})
        left -= len(kept)
    return {"type": _CONTAINER, "components": shown}


def lined_up(rows: Iterable[Sequence[Json]]) -> list[Json]:
    """Put each group into rows of five buttons, or of one menu."""
    made: list[Json] = []
    for row in rows:
        menus = [c for c in row if c["type"] == _MENU]
        buttons = [c for c in row if c["type"] == _BUTTON]
        made += [{"type": _ROW, "components": [one]} for one in menus]
        made += [
            {"type": _ROW, "components": buttons[i : i + 5]} for i in range(0, len(buttons), 5)
        ]
    return made


def texts_of(drawing: Drawing) -> list[str]:
    """List the texts that an answer's drawing shows, without its buttons."""
    boxes = [c for c in drawing.components if c["type"] == _CONTAINER]
    return [c["content"] for b in boxes for c in b["components"] if c["type"] == _TEXT]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: a line, a longer text, or a choice where `options` are given."""

    name: str
    label: str
    hint: str = ""
    value: str = ""
    required: bool = False
    long: bool = False
    most: int = 300
    options: tuple[tuple[str, str], ...] = ()

    def drawn(self) -> Json:
        """Give it as Discord takes it."""
        label: Json = {"type": _LABEL, "label": clip(self.label, 45)}
        if self.hint:
            label["description"] = clip(self.hint, 100)
        if self.options:
            chosen = [
                {"label": clip(text, 100), "value": value, "default": value == self.value}
                for value, text in self.options
            ]
            made: Json = {"type": _MENU, "custom_id": self.name, "options": chosen}
            return {**label, "component": made | {"required": self.required}}
        made = {"type": _INPUT, "custom_id": self.name, "style": _LONG if self.long else _SHORT}
        made |= {"required": self.required, "max_length": self.most}
        if self.value:
            made["value"] = self.value[: self.most]
        return {**label, "component": made}


@dataclass(frozen=True, slots=True)
class Form:
    """A form of at most five fields, and the step that its submission is."""

    title: str
    fields: tuple[Field, ...]
    step: Step
    parts: tuple[str, ...] = ()

    def drawn(self) -> Json:
        """Give it as Discord takes it."""
        return {
            "title": clip(self.title, 45),
            "custom_id": encode(self.step, *self.parts),
            "components": [field.drawn() for field in self.fields[:5]],
        }


def submitted(components: Iterable[Json]) -> dict[str, str]:
    """Read what a form sent: a field's name → its text, or the first value chosen."""
    given: dict[str, str] = {}
    for part in components:
        inside = [part["component"]] if "component" in part else part.get("components") or []
        for field in inside:
            if "values" in field:
                given[field["custom_id"]] = next(iter(field["values"]), "")
            elif "value" in field:
                given[field["custom_id"]] = str(field["value"])
    return given
