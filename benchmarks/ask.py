"""Measure `ask`: right and wrong answers, refusals, traps, time and memory, beside plain baselines.

    python -m benchmarks.ask                         our own questions, the held-out half, and the table
    python -m benchmarks.ask --half tuning --list    the tuning half, every miss listed
    python -m benchmarks.ask QUESTIONS.jsonl --facts FACTS.json|FOLDER

Without a collection the shipped facts are asked. Question files have the form of
`../shared/research/ask-dev-questions.jsonl`.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from benchmarks.ask_baselines import baselines
from benchmarks.ask_cost import cost
from benchmarks.ask_facts import load_ask_facts
from benchmarks.ask_judge import OWN, Answerer, Asked, Json, Verdict, figures, read_questions, run
from bot.render.json_answer import to_json
from facts.answering.desk import Desk
from facts.answering.refusal import refusal
from facts.curation.collection import load_collection
from facts.errors import FactlineError
from facts.questions import Asked as Circumstances
from facts.snapshot import Layer

RESEARCH = Path(__file__).parent.parent.parent / "shared" / "research"
TODAY = date(2026, 11, 25)


class Fixed:
    """One layer and no server, for asking a collection without a database."""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer

    def base(self) -> Layer:
        """Give the layer."""
        return self._layer

    def guild(self, guild: str) -> Layer | None:  # noqa: ARG002 (no server has facts here)
        """Give no layer for any server."""
        return None


def layer_of(facts: Path | None) -> Layer:
    """Read a collection: the shipped one, a folder, or a JSON file in the question sets' form."""
    if facts is not None and facts.suffix == ".json":
        return load_ask_facts(facts).layer()
    return load_collection(facts).layer()


def answerer(layer: Layer) -> Answerer:
    """Ask as `factline answer --json` does, in this process."""
    desk = Desk(Fixed(layer))
    asked = Circumstances(TODAY)

    def answer(text: str) -> Json:
        try:
            found = asyncio.run(desk.answer(text, asked))
        except FactlineError as error:
            found = refusal(text, error, desk.view(asked))
        return to_json(found, ms=0.0)

    return answer


def sets(half: str) -> list[tuple[str, Layer, list[Asked]]]:
    """List our own question sets of one half with the facts they are about."""
    shipped = layer_of(None)
    about = {"shipped": shipped, "traps": shipped}
    seed = RESEARCH / "ask-dev-facts.json"
    if seed.exists():
        about = {"seed": layer_of(seed), **about}
    chosen = [
        (f"{NAMES[kind]}, {file.stem}", layer, read_questions(file))
        for kind, layer in about.items()
        for file in sorted(OWN.glob(f"{kind}-{half}*.jsonl"))
    ]
    if half == "tuning" and "seed" in about:
        dev = read_questions(RESEARCH / "ask-dev-questions.jsonl")
        chosen.append(("45 claims, development", about["seed"], dev))
    return chosen


NAMES = {"seed": "45 claims", "shipped": "shipped facts", "traps": "traps, shipped facts"}


def show(name: str, verdicts: Sequence[Verdict], *, listed: bool) -> None:
    """Print the figures of one set, and its misses if wanted."""
    print(f"\n{name}: {len(verdicts)} questions")
    for figure in figures(verdicts):
        sign = "<=" if figure.most else ">="
        mark = "ok " if figure.met else "LOW"
        print(
            f"  {mark} {figure.name:38} {figure.count:4} of {figure.of:4} = {figure.share:6.1%}"
            f"   (must {sign} {figure.must:.1%}, aim {figure.aim:.1%})"
        )
    if not listed:
        return
    for verdict in verdicts:
        if not verdict.right or (verdict.asked.gold and not verdict.visible):
            answer = verdict.answer
            reason = answer["read_as"].get("reason")
            print(
                f"    {verdict.asked.id} [{verdict.asked.kind}] {verdict.asked.question}\n"
                f"      {answer['outcome']} {list(verdict.shown)[:4]} gold {list(verdict.asked.gold)[:3]}"
                f" {reason} {answer['read_as']}"
            )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; exit code 1 if a figure is not what it must be."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("questions", nargs="*", type=Path)
    parser.add_argument("--facts", type=Path, help="folder or JSON file; default the shipped facts")
    parser.add_argument("--half", choices=("tuning", "held-out"), default="held-out")
    parser.add_argument("--list", action="store_true", help="list every miss")
    parser.add_argument("--no-baselines", action="store_true")
    parser.add_argument("--no-cost", action="store_true")
    chosen = parser.parse_args(arguments)
    if chosen.questions:
        layer = layer_of(chosen.facts)
        asked = [(str(p), layer, read_questions(p)) for p in chosen.questions]
    else:
        asked = sets(chosen.half)
    if not asked:
        print(f"There are no questions of the {chosen.half} half.")
        return 1
    together: list[Verdict] = []
    for name, layer, questions in asked:
        verdicts = run(questions, answerer(layer))
        show(name, verdicts, listed=chosen.list)
        together.extend(verdicts)
    if len(asked) > 1:
        show("all together", together, listed=False)
    if not chosen.no_baselines:
        baselines([(layer, questions) for _, layer, questions in asked])
    if not chosen.no_cost:
        cost([q.question for _, _, questions in asked for q in questions])
    return 0 if all(figure.met for figure in figures(together)) else 1


if __name__ == "__main__":
    sys.exit(main())
