"""Show to all what until now one person saw: the same components, fewer buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from discord import ui

from bot.interactions import Interaction
from bot.notices import notice
from bot.render.custom_ids import ButtonId, Press, decode, encode
from bot.sending import Drawing, Json
from facts.language.phrases import Phrases
from facts.questions import Asked

_ROW, _BUTTON = 1, 2
_PLAIN = 2


def post_button(locale: str) -> ui.Button[ui.LayoutView]:
    """Make the button that posts a message as it is seen; it need not know the question."""
    return ui.Button(
        label=Phrases.of(locale)("bot.post"), custom_id=encode(ButtonId(Press.POST, ""))
    )


def for_one(text: str, asked: Asked) -> Drawing:
    """Offer an answer to the one who asked, where a server wants no public answers."""
    say = Phrases.of(asked.locale)
    custom_id = encode(ButtonId(Press.ALONE, text, day=asked.today))
    if custom_id is None:
        return notice(say("bot.not_public"), say("bot.not_public_long"))
    button = {"type": _BUTTON, "style": _PLAIN, "label": say("bot.show_me"), "custom_id": custom_id}
    row = {"type": _ROW, "components": [button]}
    return Drawing([*notice(say("bot.not_public")).components, row])


def as_seen(interaction: Interaction) -> Drawing:
    """Draw the message whose button was clicked, as it stands there, naming who posts it."""
    message = interaction.message
    shown = [] if message is None else [dict(c.to_dict()) for c in message.components]
    who = Phrases.of(interaction.locale.value)("bot.posted_by", who=interaction.user.mention)
    return pruned(Drawing(shown), _posts).with_line(who)


def without_question(shown: Drawing) -> Drawing:
    """Leave out the buttons that would ask again, where the question is too long to be kept in them."""
    return pruned(shown, lambda meaning: asks_again(meaning) and not meaning.text)


def asks_again(meaning: ButtonId) -> bool:
    """Tell whether a button needs its question."""
    return meaning.press in _ASKS_AGAIN


_ASKS_AGAIN = (
    Press.SCREEN,
    Press.SOURCES,
    Press.SUPERSEDED,
    Press.READING,
    Press.CHOOSE,
    Press.REPORT,
    Press.SEND,
    Press.ALONE,
)


def _posts(meaning: ButtonId) -> bool:
    return meaning.press is Press.POST


def pruned(shown: Drawing, unwanted: Callable[[ButtonId], bool]) -> Drawing:
    """Take some buttons out of a drawing's rows; a row that is left empty goes too."""
    kept = [c for part in shown.components if (c := _pruned(part, unwanted))]
    return replace(shown, components=kept)


def _pruned(part: Json, unwanted: Callable[[ButtonId], bool]) -> Json | None:
    if part["type"] != _ROW:
        return part
    kept = []
    for component in part["components"]:
        meaning = decode(str(component.get("custom_id", "")))
        if meaning is None or not unwanted(meaning):
            kept.append(component)
    return {**part, "components": kept} if kept else None
