"""Plain baselines over the same facts: what a good full-text search alone would do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence

import bm25s
from rapidfuzz import fuzz, process

from benchmarks.ask_judge import Asked
from facts.language.normalise import fold, words_of
from facts.snapshot import Layer, Record

Ranker = Callable[[str], list[tuple[str, float]]]
"""Question → ids with a score, best first."""


def baselines(sets: Sequence[tuple[Layer, Sequence[Asked]]]) -> None:
    """Print what each baseline gets right at its best threshold.

    A baseline answers with its first record whenever the score reaches a threshold. The threshold is chosen
    on these very questions, so that the wrong answers stay as few as possible while most are answered:
    a favour that Factline does not get.
    """
    print("\nbaselines, each with the threshold that suits it best on these questions:")
    print(
        f"  {'':28}{'direct and right':>18}{'wrong direct':>14}{'refused right':>15}{'visible':>9}"
    )
    for name, make in _MAKERS.items():
        rows: list[tuple[Asked, list[tuple[str, float]]]] = []
        for layer, questions in sets:
            texts = {r.id: _text(r, layer) for r in layer.records.values() if not r.retracted}
            ranker = make(texts)
            rows.extend((q, ranker(q.question)) for q in questions)
        for label, wrong_at_most in (("", 1.0), (", wrong held to 3 %", 0.03)):
            right, wrong, refused, visible = _best(rows, wrong_at_most)
            print(f"  {name + label:34}{right:>12.1%}{wrong:>14.1%}{refused:>15.1%}{visible:>9.1%}")


def _text(record: Record, layer: Layer) -> str:
    source = layer.sources.get(record.body.originator)
    caveats = (c.text for c in record.body.caveats if c.text)
    name = source.name if source else ""
    return " ".join([*record.body.statement.values(), name, *record.body.aliases, *caveats])


def _best(
    rows: Sequence[tuple[Asked, list[tuple[str, float]]]], wrong_at_most: float
) -> tuple[float, float, float, float]:
    scores = sorted({found[0][1] for _, found in rows if found})
    best = (-1.0, 1.0, 0.0)
    for threshold in (*scores[:: max(1, len(scores) // 100)], float("inf")):
        right = wrong = refused = 0
        for asked, found in rows:
            direct = bool(found) and found[0][1] >= threshold
            if direct and found[0][0] in asked.gold:
                right += 1
            elif direct:
                wrong += 1
            elif asked.must_abstain:
                refused += 1
        shares = (
            right / max(1, sum(1 for a, _ in rows if a.gold)),
            wrong / len(rows),
            refused / max(1, sum(1 for a, _ in rows if a.must_abstain)),
        )
        fits = shares[1] <= wrong_at_most
        if fits and _worth(shares) > _worth(best):
            best = shares
    answerable = [(a, f) for a, f in rows if a.gold]
    seen = sum(1 for a, f in answerable if {i for i, _ in f[:3]} & set(a.gold))
    return (*best, seen / max(1, len(answerable)))


def _worth(shares: tuple[float, float, float]) -> float:
    return shares[0] - shares[1]


def _fts(tokenizer: str) -> Callable[[dict[str, str]], Ranker]:
    def make(texts: dict[str, str]) -> Ranker:
        base = sqlite3.connect(":memory:")
        base.execute(f"CREATE VIRTUAL TABLE f USING fts5(id UNINDEXED, t, tokenize='{tokenizer}')")
        base.executemany("INSERT INTO f VALUES (?, ?)", ((i, fold(t)) for i, t in texts.items()))

        def rank(question: str) -> list[tuple[str, float]]:
            words = [w for w in words_of(question) if len(w) > 2 or tokenizer != "trigram"]
            if not words:
                return []
            query = " OR ".join(f'"{w}"' for w in words)
            sql = "SELECT id, -bm25(f) FROM f WHERE f MATCH ? ORDER BY bm25(f), id LIMIT 3"
            return [(str(i), float(s)) for i, s in base.execute(sql, (query,))]

        return rank

    return make


def _fuzzy(texts: dict[str, str]) -> Ranker:
    folded = {i: fold(t) for i, t in texts.items()}

    def rank(question: str) -> list[tuple[str, float]]:
        best = process.extract(
            fold(question), folded, scorer=fuzz.token_set_ratio, processor=None, limit=3
        )
        return [(str(i), float(score)) for _, score, i in best]

    return rank


def _bm25(texts: dict[str, str]) -> Ranker:
    ids = list(texts)
    index = bm25s.BM25()
    index.index(
        bm25s.tokenize([fold(t) for t in texts.values()], show_progress=False), show_progress=False
    )

    def rank(question: str) -> list[tuple[str, float]]:
        query = bm25s.tokenize([fold(question)], show_progress=False)
        found, scores = index.retrieve(query, k=3, show_progress=False)
        pairs: Iterable[tuple[int, float]] = zip(found[0], scores[0], strict=True)
        return [(ids[int(i)], float(s)) for i, s in pairs if s > 0]

    return rank


_MAKERS: dict[str, Callable[[dict[str, str]], Ranker]] = {
    "SQLite FTS5 porter": _fts("porter unicode61"),
    "SQLite FTS5 trigram": _fts("trigram"),
    "rapidfuzz token_set_ratio": _fuzzy,
    "bm25s": _bm25,
}
