"""Numbers as people write them: digits with any separator, words, thousands and millions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from facts.language.asking.lexicon import Lexicon
from facts.language.asking.tokens import Token, tokens


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: its value and the tokens from `start` to before `end`."""

    value: float
    start: int
    end: int
    worded: bool = False


def read_numbers(words: Sequence[Token]) -> list[Number]:
    """Find the numbers of a text, "six thousand" and "1.8 thousand" as one each."""
    frame = Lexicon.load().frame
    plain: dict[int, float] = {}
    times: dict[int, float] = {}
    for hit in frame(words):
        group, _, key = hit.concept.partition(".")
        if group == "numbers" and hit.end == hit.start + 1:
            plain[hit.start] = float(key)
        elif group == "multipliers" and hit.end == hit.start + 1:
            times[hit.start] = float(key)
    found: list[Number] = []
    at = 0
    while at < len(words):
        end, value, worded = _one(words, at, plain, times)
        if end > at:
            found.append(Number(value, at, end, worded))
            at = end
        else:
            at += 1
    return found


def _one(
    words: Sequence[Token], at: int, plain: dict[int, float], times: dict[int, float]
) -> tuple[int, float, bool]:
    total, part, start, worded = 0.0, 0.0, at, False
    while at < len(words):
        token = words[at]
        if token.value is not None and at == start:
            part = token.value
        elif at in plain and (at == start or words[at - 1].value is None):
            part += plain[at]
            worded = True
        elif at in times and (at > start or words[at].text not in ("k", "тис", "тыс")):
            factor = times[at]
            if factor == 100:
                part = max(part, 1) * 100
            else:
                total += max(part, 1) * factor
                part = 0.0
            worded = worded or words[start].value is None
        else:
            break
        at += 1
    return at, total + part, worded


def numbers_in(text: str) -> list[float]:
    """List the values of a text's numbers, years and days of dates among them."""
    return [n.value for n in read_numbers(tokens(text))]
