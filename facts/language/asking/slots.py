"""Read a question into slots: what it is about, whose, where, when, said by whom, how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from facts.language.asking.actors import actors
from facts.language.asking.index import ViewIndex
from facts.language.asking.lexicon import Hit, Lexicon, word_concept
from facts.language.asking.meanings import capitals, excepted, left_places, one_each
from facts.language.asking.numbers import Number, read_numbers
from facts.language.asking.sides import contrary, described, has_owned, read_side
from facts.language.asking.small_words import small_stems, small_words
from facts.language.asking.spelling import respell
from facts.language.asking.times import When, read_when
from facts.language.asking.tokens import Token, tokens
from facts.language.romanise import is_cyrillic
from facts.model import Side

Kind = Literal["how_many", "who", "when", "where", "why", "says", "true", "status", "what"]
Relative = Literal["week", "month", "year", "total", "today", "yesterday", "now", "tomorrow"]


@dataclass(frozen=True, slots=True)
class Slots:
    """How a question was understood.

    Attributes:
        concepts: what it is about, in the order of the words; each with its kind.
        places: the places that count: a river is none where its bank is named.
        speakers: the people and offices named.
        contrary: whether it makes one side lose what belongs to the other.
        described: whether an adjective says whose the things are ("Ukrainian tanks").
        head: the thing right after "which".
        actors: which side does what, where the question names one side only.
        victim: whether a person named is one something is done to.
        much: whether it asks "how much".
        alternatives: concepts that the same words may also stand for.
        counted: the thing right after "how many".
        numbers: numbers that the question presumes ("who said 1,800?").
        lasting: the days that "in two months" lasts, or None.
        weekday: the day of the week it names, in English, or None.
        cue: a reason of `refusals.yaml` that its words give, or None.
        unexplained: words that neither lexicon nor record explains.
        asked_unexplained: whether one of them is a name, or stands right after "how many" or "which".
        spoken: each concept with the words of the question that stand for it.
        respelled: misspelt word → the word it was read as.
    """

    words: tuple[Token, ...]
    kinds: frozenset[str]
    concepts: tuple[tuple[str, str], ...]
    places: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    side: Side | None = None
    contrary: bool = False
    described: bool = False
    head: str | None = None
    alternatives: tuple[tuple[str, tuple[str, ...]], ...] = ()
    counted: str | None = None
    much: bool = False
    victim: bool = False
    actors: tuple[tuple[str, Side], ...] = ()
    named_sides: frozenset[Side] = frozenset()
    numbers: tuple[float, ...] = ()
    when: When | None = None
    relative: str | None = None
    cue: str | None = None
    weekday: str | None = None
    lasting: int | None = None
    city: bool = False
    unexplained: tuple[str, ...] = ()
    asked_unexplained: bool = False
    respelled: tuple[tuple[str, str], ...] = ()
    families: frozenset[str] = field(default=frozenset())
    spoken: tuple[tuple[str, str], ...] = ()

    def also_read(self, concept: str) -> tuple[str, ...]:
        """List what the words of a concept may also stand for."""
        return dict(self.alternatives).get(concept, ())

    def words_for(self, concept: str) -> str:
        """Give the words of the question that stand for a concept."""
        return dict(self.spoken).get(concept, concept.lstrip("=@#").replace("_", " "))

    @property
    def translated(self) -> bool:
        """Tell whether letters can be compared only through the English words of concepts."""
        return any(is_cyrillic(token.text) for token in self.words)


def read_slots(text: str, index: ViewIndex) -> Slots:
    """Read a question; never fails, whatever the text."""
    lexicon = Lexicon.load()
    words = tokens(text)
    hits = index.namings.matcher(words)
    words, respelled = respell(words, hits, index, lexicon)
    if respelled:
        hits = index.namings.matcher(words)
    left_out = {i for h in hits if excepted(h, words) for i in range(h.start, h.end)}
    hits, alternatives = one_each([h for h in hits if h.start not in left_out], index)
    hits, governments = capitals(words, left_places(words, hits, index), lexicon)
    phrases = {i for h in hits if h.end - h.start > 1 for i in range(h.start, h.end)}
    frame = [h for h in lexicon.frame(words) if not _swallowed(h, phrases)]
    when = read_when(words, frame, index.latest_year or 2022)
    if any(h.concept == "time.total" for h in frame):
        when = None
    dated = set(range(when.start, when.end)) if when else set()
    covered = {i for h in index.namings.matcher(words) for i in range(h.start, h.end)} - left_out
    framed = {i for h in frame for i in range(h.start, h.end) if not h.concept.startswith("vague")}
    counted = read_numbers(words)
    concepts, unexplained = _concepts(
        words, hits, index, lexicon, covered, framed | dated | left_out, counted
    )
    if any(h.concept == "kinds.how_long" for h in frame) and "offensive" in dict(concepts):
        concepts = (*concepts, ("begin", "event"))
    kinds = frozenset(h.concept.removeprefix("kinds.") for h in frame if h.concept[:6] == "kinds.")
    speakers = [h for h in hits if index.namings.kind(h.concept) == "speaker"]
    named = sorted((*lexicon.sides(words), *governments), key=lambda h: h.start)
    sides = _sides(named, speakers, words)
    talking = [h for h in sides if _talks(h, words, frame)]
    sides = [h for h in sides if h not in talking]
    if talking and not speakers:
        party = "moscow" if talking[0].concept == "russia" else "ukrainian_side"
        concepts = (*concepts, (party, "speaker"))
    families = {
        f for h in hits if (c := lexicon.concepts.get(h.concept)) is not None and (f := c.family)
    }
    doing = [h for h in sides if not (h.start and words[h.start - 1].text in _WHERETO)]
    phrased = {(h.start, h.end) for h in hits if h.end - h.start > 1}
    cues = [h for h in lexicon.refusals(words) if not _within(h, phrased)]
    return Slots(
        words=tuple(words),
        kinds=kinds,
        concepts=concepts,
        places=_places(concepts, lexicon),
        speakers=tuple(c for c, kind in concepts if kind == "speaker"),
        side=read_side(words, hits, sides, lexicon),
        contrary=contrary(words, hits, sides, lexicon),
        described=described(words, hits, sides, lexicon) is not None,
        counted=_thing_after("kinds.how_many", words, frame, hits, lexicon),
        head=_thing_after("kinds.which", words, frame, hits, lexicon),
        alternatives=alternatives,
        actors=tuple(_doers(actors(words, hits, doing, lexicon), hits, lexicon))
        if len({h.concept for h in doing}) == 1
        else (),
        victim=_is_victim(hits, speakers, lexicon),
        much=any(h.concept == "kinds.how_many" and words[h.end - 1].text == "much" for h in frame),
        named_sides=frozenset(Side(h.concept) for h in sides),
        numbers=_presumed(counted, dated, frame, phrases),
        when=when,
        relative=_relative(frame, dated),
        weekday=next((w for h in frame if (w := h.concept[5:]) in ("monday", "sunday")), None),
        lasting=_lasting(counted, words, frame),
        cue=_cue(cues),
        city=any(h.concept == "city" for h in frame),
        unexplained=unexplained,
        asked_unexplained=_is_asked(unexplained, words, frame, text),
        respelled=respelled,
        families=frozenset(families),
        spoken=_spoken(words, hits),
    )


_WHERETO = small_words("whereto")


def _within(hit: Hit, phrases: set[tuple[int, int]]) -> bool:
    """Tell whether a word is part of a longer phrase that means something ("cracked a joke")."""
    size = hit.end - hit.start
    return any(s <= hit.start and hit.end <= e and e - s > size for s, e in phrases)


_AUXILIARY = small_words("auxiliary")


_PEOPLES, _PEOPLES_STEMS = small_words("peoples"), small_stems("peoples")


def _is_people(word: str) -> bool:
    """Tell "how many Russians", who are people, from what they have."""
    return word in _PEOPLES or word.startswith(_PEOPLES_STEMS)


def _is_thing(hit: Hit, lexicon: Lexicon) -> bool:
    known = lexicon.concepts.get(hit.concept)
    return known is not None and known.kind == "thing"


def _thing_after(
    kind: str, words: Sequence[Token], frame: Sequence[Hit], hits: Sequence[Hit], lexicon: Lexicon
) -> str | None:
    """Give what "how many" or "which" asks for: the first thing within three words of it."""
    for asked in (h for h in frame if h.concept == kind):
        owned = any(h.start == asked.end + 1 and _is_thing(h, lexicon) for h in hits)
        if not owned and any(_is_people(t.text) for t in words[asked.end : asked.end + 1]):
            return "people"
        for hit in hits:
            known = lexicon.concepts.get(hit.concept)
            near = asked.end <= hit.start <= asked.end + 2 and not any(
                t.text in _AUXILIARY for t in words[asked.end : hit.start]
            )
            person = known is not None and known.kind == "speaker" and hit.start == asked.end
            if near and known is not None and (known.kind == "thing" or person):
                return hit.concept
            if near and known is not None and known.kind == "event":
                break
    return None


def _doers(
    found: Mapping[str, Side], hits: Sequence[Hit], lexicon: Lexicon
) -> Iterator[tuple[str, Side]]:
    """Leave out who destroys where the things have an owner: those are read as the owner's losses."""
    owned = has_owned(hits, lexicon)
    yield from ((c, side) for c, side in found.items() if not (owned and c == "destroy"))


def _is_victim(hits: Sequence[Hit], speakers: Sequence[Hit], lexicon: Lexicon) -> bool:
    """Tell whether something is done to a person ("who captured Zelensky"), not said by them."""
    done = {
        h.end
        for h in hits
        if (c := lexicon.concepts.get(h.concept)) is not None and c.family in ("loss", "take")
    }
    return any(h.start in done for h in speakers)


def _places(concepts: Sequence[tuple[str, str]], lexicon: Lexicon) -> tuple[str, ...]:
    found = tuple(c for c, kind in concepts if kind == "place")
    heavy = tuple(c for c in found if (known := lexicon.concepts.get(c)) is None or not known.light)
    return heavy or found


def _is_asked(
    unexplained: Sequence[str], words: Sequence[Token], frame: Sequence[Hit], text: str
) -> bool:
    """Tell whether an unexplained word is a name, or is itself what the question asks for."""
    asking = {h.end for h in frame if h.concept in _ASKING}
    after = {i for end in asking for i in (end, end + 1)}
    if any(words[i].text in unexplained for i in after if i < len(words)):
        return True
    typed = [t.strip("?!.,:;\"«»“”()'") for t in text.split()[1:]]
    names = {t.casefold() for t in typed if t[:1].isupper()}
    return any(w in names or not w.isalpha() for w in unexplained)


_ASKING = frozenset({"kinds.how_many", "kinds.which", "kinds.who", "kinds.how_long"})


def _spoken(words: Sequence[Token], hits: Sequence[Hit]) -> tuple[tuple[str, str], ...]:
    said = ((h.concept, " ".join(t.text for t in words[h.start : h.end])) for h in hits)
    return tuple(dict(said).items())


def _swallowed(hit: Hit, phrases: set[int]) -> bool:
    """Tell whether a frame word is part of a longer name ("state television" says nothing)."""
    return hit.end - hit.start == 1 and hit.start in phrases


def _concepts(
    words: Sequence[Token],
    hits: Sequence[Hit],
    index: ViewIndex,
    lexicon: Lexicon,
    covered: set[int],
    framed: set[int],
    counted: Sequence[Number],
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    found: dict[str, str] = {h.concept: index.namings.kind(h.concept) for h in hits}
    unexplained: list[str] = []
    numeric = {i for n in counted for i in range(n.start, n.end)}
    sided = {i for h in lexicon.sides(words) for i in range(h.start, h.end)}
    for at, token in enumerate(words):
        if at in covered or at in framed or at in numeric or at in sided:
            continue
        if lexicon.is_common(token):
            continue
        concept = word_concept(token)
        if index.count(concept):
            found.setdefault(concept, "word")
        else:
            unexplained.append(token.text)
    why = any(h.concept == "kinds.why" for h in lexicon.frame(words))
    if why and len(found) > 1:
        found.pop("explain", None)
    for narrow in tuple(found):
        known = lexicon.concepts.get(narrow)
        if known is None or known.family != "loss":
            continue
        if any(wide in found for wide in known.wider):  # "destroyed or lost": no more than "lost"
            del found[narrow]
    return tuple(found.items()), tuple(dict.fromkeys(unexplained))


def _sides(sides: Sequence[Hit], speakers: Sequence[Hit], words: Sequence[Token]) -> list[Hit]:
    """Drop sides that only say whose minister speaks."""
    taken: set[int] = set()
    for hit in speakers:
        taken.update(range(hit.start, hit.end))
        if hit.start and words[hit.start - 1].value is None:
            taken.add(hit.start - 1)
    return [h for h in sides if h.start not in taken]


_ACCORDING = small_words("according")


def _talks(side: Hit, words: Sequence[Token], frame: Sequence[Hit]) -> bool:
    """Tell whether a country stands for its officials: "did Russia claim", "according to Ukraine"."""
    if words[side.start].text.endswith(("ian", "ians")):
        return False
    says = {h.start for h in frame if h.concept == "kinds.says" and h.end == h.start + 1}
    asked = {h.end for h in frame if h.concept == "kinds.which"}  # "by what count did Russia lose"
    back = {words[i].text for i in range(max(0, side.start - 2), side.start) if i not in asked}
    return side.end in says or bool(back & _ACCORDING)


_TIME = ("week", "month", "year", "total", "today", "yesterday", "now", "tomorrow")


def _relative(frame: Sequence[Hit], dated: set[int]) -> str | None:
    numbered = {h.end for h in frame if h.concept.startswith("numbers.")}
    found = {
        h.concept.removeprefix("time.")
        for h in frame
        if h.concept.startswith("time.")
        and h.start not in dated
        and not (h.concept == "time.week" and h.end == h.start + 1 and h.start in numbered)
    }
    return next((word for word in ("tomorrow", "total", *_TIME) if word in found), None)


def _presumed(
    counted: Sequence[Number],
    dated: set[int],
    frame: Sequence[Hit],
    phrases: set[int],
) -> tuple[float, ...]:
    spans = {h.start for h in frame if h.concept == "durations"}
    timed = {i for h in frame if h.concept.startswith("time.") for i in range(h.start, h.end)}
    found = []
    for number in counted:
        if number.start in dated or number.start in timed or number.start in phrases:
            continue
        if number.end in spans or (number.worded and number.value < 3):
            continue
        found.append(number.value)
    return tuple(dict.fromkeys(found))


_LENGTHS = {"d": 1, "д": 1, "w": 7, "т": 7, "н": 7, "m": 30, "м": 30, "y": 365, "р": 365, "г": 365}
"""Days of what a duration's first letter stands for; hours and minutes are none."""


def _lasting(counted: Sequence[Number], words: Sequence[Token], frame: Sequence[Hit]) -> int | None:
    """Give how many days "in seven months" lasts; "seven days" is a week and read as such."""
    spans = {h.start for h in frame if h.concept == "durations"}
    for number in counted:
        before = words[number.start - 1].text if number.start else ""
        if number.end in spans and before in _IN_ALL and number.value == int(number.value):
            unit = _LENGTHS.get(words[number.end].text[0])
            if unit is not None:
                return int(number.value) * unit
    return None


_IN_ALL = small_words("within_a_time")
_CUES = ("injection", "personal", "live", "prediction", "opinion", "off_topic")


def _cue(cues: Sequence[Hit]) -> str | None:
    found = {h.concept for h in cues}
    return next((cue for cue in _CUES if cue in found), None)
