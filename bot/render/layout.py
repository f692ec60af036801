"""An answer as a Discord layout view (Components V2): essentials to read, the rest behind buttons.

Kept within 40 components, 4,000 characters and 9,000 UTF-8 bytes of text, with 300 characters free for a
correction that is put in later. Limits: https://discord.com/developers/docs/components/reference and
https://discord.com/developers/docs/resources/message#create-message.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from discord import SeparatorSpacing, ui

from bot.render import buttons, contents, screens
from bot.render.buttons import Button, Menu, View, button, rows
from bot.render.contents import Contents
from bot.render.custom_ids import ButtonId, Press
from bot.render.lines import Role
from bot.render.safe_text import clip, markdown, prose
from bot.render.screens import Screen
from facts.answers import Answer, CitedFact, Outcome
from facts.language.phrases import Phrases

CORRECTION = 300
"""Characters kept free for a correction."""

_CORRECTION_ID = 9001
"""The component id of a correction, so that a second one takes its place."""


def layout(
    answer: Answer,
    *,
    screen: int = 0,
    locale: str = "en",
    today: date | None = None,
    extra: Sequence[ui.Button[View]] = (),
) -> View:
    """Draw one screen of an answer.

    `today` is the day the question was asked on: buttons carry it, so that "week" still means the same
    tomorrow. `extra` are buttons of the caller, at most five.
    """
    phrases = Phrases.of(locale)
    shown = screens.screen(contents.of_answer(answer, phrases), phrases, screen)
    return of_screen(answer, shown, phrases, today=today, extra=extra)


def of_screen(
    answer: Answer,
    shown: Screen,
    phrases: Phrases,
    *,
    today: date | None = None,
    extra: Sequence[ui.Button[View]] = (),
) -> View:
    """Draw a screen that was cut already; see `layout`."""
    paging = _Paging(Press.SCREEN, answer.canonical, today)
    kept = _under(answer, shown, phrases, today)
    below: list[ui.ActionRow[View]] = []
    if answer.outcome is Outcome.ASK_BACK or answer.choices:
        below += rows(*buttons.choices(answer.choices[:10], today))
    below += rows(*paging.around(shown, phrases), *kept)
    facts = _facts_of(answer, shown)
    if len(facts) > 1 and (menu := buttons.fact_menu(facts, phrases)):
        below.append(ui.ActionRow(menu))
    return framed(shown, phrases, below + rows(*extra[:5]))


def sources(
    answer: Answer,
    *,
    of: int = 0,
    screen: int = 0,
    locale: str = "en",
    today: date | None = None,
) -> View:
    """Draw all caveats and sources of the figures on screen `of` of an answer."""
    phrases = Phrases.of(locale)
    shown = screens.screen(contents.of_answer(answer, phrases), phrases, of)
    blocks = shown.blocks or tuple(map(contents.alone, answer.facts))
    found = contents.of_sources(blocks, answer.title, phrases)
    return _paged(found, screen, phrases, _Paging(Press.SOURCES, answer.canonical, today, of))


def superseded(
    answer: Answer, *, screen: int = 0, locale: str = "en", today: date | None = None
) -> View:
    """Draw the older figures that stepped back."""
    phrases = Phrases.of(locale)
    paging = _Paging(Press.SUPERSEDED, answer.canonical, today)
    return _paged(contents.of_superseded(answer, phrases), screen, phrases, paging)


def reading(
    answer: Answer, *, screen: int = 0, locale: str = "en", today: date | None = None
) -> View:
    """Draw how the question was read."""
    phrases = Phrases.of(locale)
    paging = _Paging(Press.READING, answer.canonical, today)
    return _paged(contents.of_reading(answer, phrases), screen, phrases, paging)


def details(fact: CitedFact, *, screen: int = 0, locale: str = "en") -> View:
    """Draw everything that is recorded about one fact, with a button to its history."""
    phrases = Phrases.of(locale)
    shown = screens.screen(contents.of_details((fact,), phrases), phrases, screen)
    paging = _Paging(Press.DETAILS, fact.id, None)
    return framed(shown, phrases, rows(*paging.around(shown, phrases), _history(fact, phrases)))


def amended(view: View, correction: str, *, locale: str = "en") -> View:
    """Give the view anew with a correction on top, shortened to 300 characters.

    Works on views made here and on `LayoutView.from_message(...)` of a message sent earlier. A correction
    that stands there already is replaced.
    """
    phrases = Phrases.of(locale)
    frame = len(phrases("render.correction", text=""))
    limit = CORRECTION - frame - 4
    text = clip(correction, limit)
    while len(markdown(text)) > limit:  # escaping may lengthen it
        text = clip(text, len(text) - 8)
    line = markdown(phrases("render.correction", text=text))
    new = View(timeout=None)
    new.add_item(ui.TextDisplay(f"**{line}**", id=_CORRECTION_ID))
    for item in view.children:
        if item.id != _CORRECTION_ID:
            new.add_item(_copy(item))
    return new


def _copy(item: ui.Item[View]) -> ui.Item[View]:
    """Make the item anew, quiet: views are rebuilt, never changed, once they were sent."""
    if isinstance(item, ui.Container):
        return ui.Container(*(_copy(child) for child in item.children))
    if isinstance(item, ui.ActionRow):
        return ui.ActionRow(*(_copy(child) for child in item.children))
    if isinstance(item, ui.TextDisplay):
        return ui.TextDisplay(item.content)
    if isinstance(item, ui.Separator):
        return ui.Separator(visible=item.visible, spacing=item.spacing)
    if isinstance(item, ui.Button):
        return Button(
            label=item.label,
            custom_id=item.custom_id,
            style=item.style,
            url=item.url,
            disabled=item.disabled,
        )
    if isinstance(item, ui.Select):
        return Menu(
            custom_id=item.custom_id,
            placeholder=item.placeholder,
            options=item.options,
            required=False,
        )
    return item


class _Paging:
    """Buttons to the screens before and after, for one kind of view."""

    def __init__(self, press: Press, text: str, day: date | None, of: int = 0) -> None:
        self._press, self._text, self._day, self._of = press, text, day, of

    def around(self, shown: Screen, phrases: Phrases) -> list[Button | None]:
        found = []
        if shown.number:
            found.append(self._to(shown.number - 1, phrases("render.button.previous")))
        if not shown.last:
            found.append(self._to(shown.number + 1, phrases("render.button.next")))
        return found

    def _to(self, number: int, label: str) -> Button | None:
        return button(label, ButtonId(self._press, self._text, number, self._of, self._day))


def _paged(found: Contents, number: int, phrases: Phrases, paging: _Paging) -> View:
    shown = screens.screen(found, phrases, number)
    return framed(shown, phrases, rows(*paging.around(shown, phrases)))


def _under(
    answer: Answer, shown: Screen, phrases: Phrases, day: date | None
) -> list[Button | None]:
    """Make the buttons for what a click away belongs to this screen."""
    text = answer.canonical
    found: list[Button | None] = []
    facts = _facts_of(answer, shown)
    if shown.blocks:
        meaning = ButtonId(Press.SOURCES, text, of=shown.number, day=day)
        found.append(button(phrases("render.button.caveats"), meaning))
    if answer.superseded:
        label = phrases("render.button.superseded", count=len(answer.superseded))
        found.append(button(label, ButtonId(Press.SUPERSEDED, text, day=day)))
    if len(facts) == 1:
        if shown.blocks:
            meaning = ButtonId(Press.DETAILS, facts[0].id)
            found.append(button(phrases("render.button.details"), meaning))
        found.append(_history(facts[0], phrases))
    if answer.explanation or shown.blocks:
        found.append(button(phrases("render.button.how"), ButtonId(Press.READING, text, day=day)))
    return found


def _facts_of(answer: Answer, shown: Screen) -> list[CitedFact]:
    if not shown.blocks:
        return list(answer.facts) if len(answer.facts) == 1 and not answer.history else []
    lines = [line for block in shown.blocks for line in block.lines]
    facts = [f for li in lines for f in (li.fact, *(d.fact for d in li.disputes))]
    return list({f.id: f for f in facts}.values())


def _history(fact: CitedFact, phrases: Phrases) -> Button | None:
    return button(phrases("render.button.history"), ButtonId(Press.HISTORY, fact.id))


def framed(shown: Screen, phrases: Phrases, below: Iterable[ui.ActionRow[View]]) -> View:
    """Draw a screen in its frame: title, note, lines, its place in the list, and rows below."""
    head = [f"### {markdown(clip(shown.title, 200))}"] if shown.title else []
    head += [f"-# {prose(note)}" for note in shown.note if note]
    texts = ["\n".join(head)] if head else []
    texts += _paragraphs(shown)
    box: ui.Container[View] = ui.Container()
    for index, text in enumerate(texts):
        if index:
            box.add_item(ui.Separator(spacing=SeparatorSpacing.small))
        box.add_item(ui.TextDisplay(text))
    if foot := _foot(shown, phrases):
        box.add_item(ui.TextDisplay(f"-# {foot}"))
    view = View(timeout=None)
    view.add_item(box)
    for row in below:
        view.add_item(row)
    return view


def _foot(shown: Screen, phrases: Phrases) -> str:
    total = shown.before + shown.figures + shown.after
    if shown.number == 0 and shown.last:
        return ""
    if not total:
        return phrases("render.page", page=shown.number + 1)
    first, last = shown.before + 1, shown.before + shown.figures
    if last <= first:
        return phrases("render.one_in_list", first=first, count=total)
    return phrases("render.place_in_list", first=first, last=last, count=total)


_NO_GAP = (None, Role.SECTION, Role.FIGURE)
"""After these a figure follows without an empty line."""


def _paragraphs(shown: Screen) -> list[str]:
    """Join lines into one text a section, an empty line between blocks."""
    texts: list[list[str]] = []
    previous: Role | None = None
    for line, written in zip(shown.lines, shown.written, strict=True):
        if line.role is Role.SECTION or not texts:
            texts.append([])
        elif line.role is Role.FIGURE and previous not in _NO_GAP:
            texts[-1].append("")
        texts[-1].append(written)
        previous = line.role
    return [text for parts in texts if (text := "\n".join(parts).strip("\n"))]
