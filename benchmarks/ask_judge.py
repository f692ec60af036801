"""Read question sets and judge answers from outside, as `factline answer --json` gives them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = Mapping[str, Any]
Answerer = Callable[[str], Json]

OWN = Path(__file__).parent.parent / "tests" / "ask" / "questions"
"""Our own questions: a tuning half, and a half that is only looked at for the figures."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with what a right answer must show. `gold` holds ids; empty = must not be answered."""

    id: str
    lang: str
    question: str
    gold: tuple[str, ...]
    must_abstain: bool
    kind: str
    all_gold: bool
    texts: tuple[str, ...]
    trap: bool

    @classmethod
    def of(cls, row: Json) -> Asked:
        """Read a line of a question file."""
        return cls(
            id=row["id"],
            lang=row["lang"],
            question=row["question"],
            gold=tuple(str(g).lower().replace("_", "-") for g in row["gold"]),
            must_abstain=bool(row["must_abstain"]),
            kind=row["kind"],
            all_gold=bool(row.get("all_gold_required")),
            texts=tuple(row.get("expect_text") or ()),
            trap=row.get("abstain_scope") == "any_store",
        )


def read_questions(path: Path) -> list[Asked]:
    """Read a question file, one JSON object a line."""
    lines = path.read_text("utf-8").splitlines()
    return [Asked.of(json.loads(line)) for line in lines if line.strip()]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one question ended.

    Attributes:
        direct: it was answered.
        right: answered with a gold record first (all of them where all are required), or, if it cannot
            be answered, not answered.
        visible: a gold record is in the answer or among the closest.
    """

    asked: Asked
    direct: bool
    right: bool
    visible: bool
    shown: tuple[str, ...]
    texts: bool
    answer: Json = field(repr=False)


def judge(asked: Asked, answer: Json) -> Verdict:
    """Judge one answer by its outcome, its first record and what is visible."""
    direct = answer["outcome"] == "answered"
    facts = [f["id"] for f in answer["facts"]]
    closest = [f["id"] for f in answer["closest"]]
    gold = set(asked.gold)
    if asked.must_abstain:
        right = not direct
    else:
        right = direct and bool(facts) and facts[0] in gold
        if asked.all_gold:
            right = right and gold <= set(facts)
    told = json.dumps(answer["facts"], ensure_ascii=False)
    return Verdict(
        asked=asked,
        direct=direct,
        right=right,
        visible=bool(gold & {*facts, *closest[:3]}),
        shown=tuple(facts or closest),
        texts=all(re.search(t, told, re.IGNORECASE) for t in asked.texts),
        answer=answer,
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """A share with its count, and what it must and should be."""

    name: str
    count: int
    of: int
    must: float
    aim: float
    most: bool = False

    @property
    def share(self) -> float:
        """Give the share, 0 to 1; 0 of 0 counts as fulfilled."""
        return self.count / self.of if self.of else (0.0 if self.most else 1.0)

    @property
    def met(self) -> bool:
        """Tell whether the figure is what it must be."""
        return self.share <= self.must if self.most else self.share >= self.must


def figures(verdicts: Sequence[Verdict]) -> list[Figure]:
    """Work out the figures of the issue's table over some questions."""
    answerable = [v for v in verdicts if not v.asked.must_abstain]
    hopeless = [v for v in verdicts if v.asked.must_abstain]
    refused = [v for v in verdicts if not v.direct]
    other = [v for v in answerable if v.asked.lang != "en"]
    english = [v for v in answerable if v.asked.lang == "en"]
    traps = [v for v in hopeless if v.asked.trap]

    def count(of: Iterable[Verdict], what: Callable[[Verdict], bool]) -> int:
        return sum(1 for v in of if what(v))

    wrong = count(verdicts, lambda v: v.direct and not v.right)
    return [
        Figure("wrong direct answers, of all", wrong, len(verdicts), 0.03, 0.015, most=True),
        Figure("unanswerable refused", count(hopeless, _right), len(hopeless), 0.94, 1.0),
        Figure("refusals that were right", count(refused, _hopeless), len(refused), 0.75, 0.85),
        Figure("answered directly and right", count(answerable, _right), len(answerable), 0.8, 0.9),
        Figure("right record visible", count(answerable, _visible), len(answerable), 0.96, 0.99),
        Figure("English: direct and right", count(english, _right), len(english), 0.8, 0.9),
        Figure("Ukrainian, Russian: direct and right", count(other, _right), len(other), 0.8, 0.9),
        Figure("traps answered", count(traps, _direct), len(traps), 2 / 30, 0.0, most=True),
    ]


def _right(verdict: Verdict) -> bool:
    return verdict.right


def _direct(verdict: Verdict) -> bool:
    return verdict.direct


def _visible(verdict: Verdict) -> bool:
    return verdict.visible


def _hopeless(verdict: Verdict) -> bool:
    return verdict.asked.must_abstain


def run(questions: Iterable[Asked], answerer: Answerer) -> list[Verdict]:
    """Ask every question and judge the answers."""
    return [judge(q, answerer(q.question)) for q in questions]
