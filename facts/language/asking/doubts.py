"""What keeps the best record from being the answer although no constraint forbids it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from facts.language.asking.finding import Thresholds
from facts.language.asking.index import ViewIndex
from facts.language.asking.lexicon import Lexicon
from facts.language.asking.ranking import Candidate, Item
from facts.language.asking.slots import Slots
from facts.language.asking.small_words import small_stems, small_words
from facts.language.asking.tokens import tokens


def doubts(
    slots: Slots,
    items: Sequence[Item],
    top: Candidate,
    others: Sequence[Candidate],
    agreement: float,
    index: ViewIndex,
    sure: Thresholds,
) -> Iterator[str]:
    """Name each doubt whether the first record by evidence is what is asked for."""
    lead = top.score - (others[0].score if others else 0.0)
    if _unexplained(slots, items, top, lead):
        yield "unexplained"
    if any(respelled_place(slots)):
        yield "respelled"
    if top.evidence < sure.evidence:
        yield "evidence"
    least = sure.translated if slots.translated else sure.agreement
    if agreement < least:
        yield "letters"
    if slots.victim:
        yield "victim"
    if _beside_the_point(slots, top, items, sure):
        yield "beside"
    if _thin(slots, index, top, lead):
        yield "thin"
    if _crowded(top, others):
        yield "crowded"


def alone(top: Candidate, lead: float) -> bool:
    """Tell whether one record has nearly all that is asked and no other comes near: then the letters
    of a paraphrase, which may have none in common with it, need not speak for it too.
    """
    return top.evidence >= _MOST and lead >= _ALONE


def respelled_place(slots: Slots) -> Iterable[bool]:
    """Tell for each misspelt word whether it was read as a place: never decided, only asked."""
    content = Lexicon.load()
    for _, better in slots.respelled:
        for hit in content.content(tokens(better)):
            yield content.concepts[hit.concept].kind == "place"


def _unexplained(slots: Slots, items: Sequence[Item], top: Candidate, lead: float) -> bool:
    """Tell whether a rare word is left unexplained that the answer may hang on.

    One lower-case word is let pass where everything else is explained, two things at least, by one record
    that no other comes near, and the word is not what is counted or asked for ("how many zeppelins"). One
    telling thing is enough for a Cyrillic word if nothing is counted and that record stands quite alone.
    An English word must not be what a yes-or-no question may turn on ("did Shoigu visit …"), nor the end of a
    "by …" or "in …", where names stand: records use English words, so that one they do not know says more.
    """
    concepts = Lexicon.load().concepts
    unheld = [
        slots.words_for(i.concept).split()[0]
        for i in items
        if i.open and not concepts[i.concept].light
    ]
    unread = [*slots.unexplained, *unheld]
    if not unread:
        return False
    if "how_many" in slots.kinds and any(i.open and i.kind == "thing" for i in items):
        return True  # "how much does a rocket cost"
    if len(unread) > 1 or slots.asked_unexplained or _may_decide(unread[0], slots):
        return True
    word = unread[0]
    heavy = [
        (i.concept, i.kind)
        for i in items
        if not i.open and (i.concept not in concepts or not concepts[i.concept].light)
    ]
    if top.evidence < _ALL or lead < _CLEAR:
        return True
    if len(heavy) >= _SURROUNDED:
        return False
    telling = any(kind in ("thing", "event", "detail") for _, kind in heavy)
    counted = "how_many" in slots.kinds or "loss" in slots.families
    return word.isascii() or counted or not telling or lead < _ALONE


_SURROUNDED, _ALL, _MOST, _CLEAR, _ALONE = 2, 0.95, 0.8, 0.1, 0.2


def _may_decide(word: str, slots: Slots) -> bool:
    """Tell whether a word stands where a yes or no, or a name, would hang on it."""
    said = [token.text for token in slots.words]
    if word not in said:
        return True
    at = said.index(word)
    if not word.isascii():  # "in the … oblast"
        return any(after.startswith(_STRETCH) for after in said[at + 1 : at + 2])
    return said[0] in _YES_OR_NO or "true" in slots.kinds or (at > 0 and said[at - 1] in _NAMING)


_YES_OR_NO, _NAMING = small_words("yes_or_no"), small_words("before_names")
_STRETCH = small_stems("stretch")


def _beside_the_point(
    slots: Slots, top: Candidate, items: Sequence[Item], sure: Thresholds
) -> bool:
    """Tell whether a record fits by who and where alone, and not by what is asked about."""
    concepts = Lexicon.load().concepts
    if slots.words[0].text in _WHO and slots.concepts[:1] and slots.concepts[0][0] in top.missing:
        return True  # "who commanded …", and nobody did on record
    if slots.words[0].text in _YES_OR_NO and any(
        i.kind == "event" and not _is_light(i.concept) and i.concept in top.missing for i in items
    ):
        return True
    matters = [i for i in items if i.kind not in ("speaker", "place") and not i.open]
    heavy = [i for i in matters if (known := concepts.get(i.concept)) is None or not known.light]
    named = len(items) - len(matters)
    # Troops or weapons say little, but with one name beside them they are all that is asked.
    told = heavy if heavy or named > 1 or "says" in slots.kinds else matters
    total = sum(i.weight for i in told)
    met = sum(i.weight for i in told if i.concept not in top.missing)
    return total > 0 and met / total < sure.topic


def _thin(slots: Slots, index: ViewIndex, top: Candidate, lead: float) -> bool:
    """Tell whether one word that many records share, or a bare name, is all there is to go by."""
    people = all(kind == "speaker" or _is_light(concept) for concept, kind in slots.concepts)
    if people and _asks_who_they_are(slots):
        return True
    if len(slots.concepts) != 1 or slots.numbers or slots.when is not None:
        return not slots.concepts and not slots.numbers
    ((concept, kind),) = slots.concepts
    if slots.side is not None:
        # "Ukraine lost everything" asks for nothing that one of many records tells.
        return not slots.kinds and slots.relative is None and index.count(concept) > _MANY[False]
    if _DEFINING in " ".join(t.text for t in slots.words[:3]):
        return True
    if kind == "word" or top.evidence < _FULLY:
        return True
    if kind == "place" and "about" not in slots.kinds:
        # The one record about a place tells what a side has or does there.
        return not (slots.named_sides and lead >= _ALL and slots.kinds & {"which", "what"})
    return (
        max(index.count(concept), index.count(f"by:{concept}"))
        > _MANY[kind in ("speaker", "place")]
    )


_FULLY, _DEFINING = 0.7, "what is a"
"""A lone thing must stand in the statement or title, not in a caveat or the name of a place it was said."""
_MANY = {True: 3, False: 6}


def _is_light(concept: str) -> bool:
    known = Lexicon.load().concepts.get(concept)
    return known is not None and known.light


def _asks_who_they_are(slots: Slots) -> bool:
    """Tell whether a question is who somebody is, which the record of what they said does not tell."""
    said = [token.text for token in slots.words]
    return "name" in said or (said[0] in _WHO and said[1:2] != [] and said[1] in _WHO_IS)


_WHO, _WHO_IS = small_words("who_asked"), small_words("who_is")


def _crowded(top: Candidate, others: Sequence[Candidate]) -> bool:
    """Tell whether several other records fit as well by both rankings."""
    alike = [
        c for c in others if top.score - c.score <= _CLOSE and c.letters >= _ALIKE * top.letters
    ]
    return len(alike) >= _SEVERAL


_CLOSE, _ALIKE, _SEVERAL = 0.04, 0.7, 3
