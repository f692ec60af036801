"""`factline answer`: one answer, or one for each line of standard input, then exit."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from rich.console import Console

from bot.opening import Factline, opened, today
from bot.render.json_answer import json_line
from bot.render.terminal import draw_reading
from bot.settings import Settings
from bot.streams import typed_lines
from bot.typed import answered, as_answer, drawn_from, show, without_mention
from facts.answering.digest import Digest
from facts.answering.refusal import refusal
from facts.answers import Answer
from facts.errors import FactlineError, NotOnRecord
from facts.language.phrases import LANGUAGES
from facts.questions import Asked


def options(parser: argparse.ArgumentParser) -> None:
    """Name the options of `factline answer`."""
    parser.add_argument("text", nargs="*", help="a command such as losses week, or a question")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument(
        "--as-of", type=_day, metavar="YYYY-MM-DD", help="answer as the world knew it on that day"
    )
    parser.add_argument(
        "--locale", type=_locale, default="en", help="language of the answer: en, uk or ru"
    )
    parser.add_argument("--why", action="store_true", help="show how the question was read")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no date; write 2022-09-13") from None


def _locale(text: str) -> str:
    """Take a language, with or without a country (`uk-UA`)."""
    if text.replace("_", "-").partition("-")[0].lower() not in LANGUAGES:
        raise argparse.ArgumentTypeError(f"“{text}” is not spoken here; write en, uk or ru")
    return text


async def answer(settings: Settings, chosen: argparse.Namespace) -> int:
    """Answer the text, or each line of standard input for `-`; gives the exit code."""
    texts: Iterable[str] = [" ".join(chosen.text)]
    if chosen.text == ["-"]:
        texts = typed_lines()
    asked = Asked(today(), chosen.locale, as_of=chosen.as_of)
    refused = False
    async with opened(settings) as factline:
        for text in texts:
            started = time.perf_counter()
            found, error = await _answered(factline, text, asked)
            ms = (time.perf_counter() - started) * 1000
            if chosen.json:
                print(json_line(as_answer(found, chosen.locale), ms=ms), flush=True)
            elif error is None:
                screen = Console(highlight=False)
                show(found, screen, chosen.locale)
                if chosen.why:
                    draw_reading(drawn_from(found), screen, chosen.locale)
            elif isinstance(error, NotOnRecord):
                print(error)
            else:
                print(error, file=sys.stderr)
            refused |= error is not None and not isinstance(error, NotOnRecord)
    # In a list of questions each JSON object says for itself how it ended.
    return 1 if refused and not (chosen.json and chosen.text == ["-"]) else 0


async def _answered(
    factline: Factline, text: str, asked: Asked
) -> tuple[Answer | Digest, FactlineError | None]:
    """Answer, or say no in the shape of an answer, so that a script finds one object a line."""
    try:
        return await answered(factline, text, asked), None
    except FactlineError as error:
        view = factline.desk.view(asked)
        prefix = factline.settings.prefix
        refused = refusal(without_mention(text), error, view, prefix=prefix)
        return replace(refused, question=text), error
