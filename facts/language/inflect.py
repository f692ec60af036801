"""Give the case forms of Ukrainian and Russian names, so that "у Харкові" finds Харків.

Forms are generated from names on record by their endings and only ever compared exactly: a form that
no word of a known name has finds nothing. Too many forms do no harm, a wrong guess would.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    # The longest ending that fits decides; what stands left of it is kept.
    ("ський", ("ського", "ському", "ським", "ськім")),
    ("цький", ("цького", "цькому", "цьким", "цькім")),
    ("ий", ("ого", "ому", "им", "ім", "ом")),
    ("ый", ("ого", "ому", "ым", "ом")),
    ("ой", ("ого", "ому", "ым", "им", "ом")),
    ("ей", ("ея", "ею", "еем", "ее")),
    ("ій", ("ія", "ію", "ієм", "ії", "ієві", "ього", "ьому")),
    ("ай", ("ая", "аю", "аєм", "аем", "аї", "ае")),
    ("й", ("я", "ю", "єм", "ем", "ї", "е")),
    ("ія", ("ії", "ію", "ією")),
    ("ия", ("ии", "ию", "ией")),
    ("ея", ("еи", "ее", "ею", "еей")),
    ("ая", ("ой", "ую")),
    ("яя", ("ей", "юю")),
    ("ья", ("ьей", "ью", "ьи")),
    ("ля", ("лі", "ли", "лю", "лею", "лям", "ле", "лей")),
    ("я", ("і", "ї", "и", "ю", "ею", "ей", "е", "ям")),
    ("ка", ("ки", "ці", "ку", "кою", "ке", "кой", "кої", "кій")),
    ("га", ("ги", "зі", "гу", "гою", "ге", "гой")),
    ("ха", ("хи", "сі", "ху", "хою", "хе", "хой")),
    ("а", ("и", "ы", "і", "е", "у", "ою", "ой", "ої", "ій", "ую")),
    ("ое", ("ого", "ому", "ым", "им", "ом")),
    ("ие", ("их", "им", "ими")),
    ("ые", ("ых", "ым", "ыми")),
    ("ье", ("ья", "ью", "ьем")),
    ("е", ("ого", "ому", "им", "ім", "а", "у", "ом", "і")),
    ("о", ("а", "у", "ом", "е", "і", "ові")),
    ("и", ("ів", "ов", "ам", "ами", "ах", "", "ей")),
    ("ы", ("", "ов", "ам", "ами", "ах")),
    ("і", ("их", "им", "ими", "ів", "ам", "ами", "ах")),
    ("ець", ("ьця", "ьцю", "ьцем", "ьці", "ця", "цю", "цем", "ці")),
    ("ец", ("ьца", "ьцу", "ьцем", "ьце", "ца", "цу", "цем", "це")),
    ("ь", ("я", "ю", "ем", "і", "и", "е", "ью", "єм")),
)
_HARD = ("а", "у", "ові", "ом", "ем", "і", "е", "ым", "им")
_CONSONANTS = frozenset("бвгґджзклмнпрстфхцчшщ")
_POSSESSIVE = ("ов", "ев", "єв", "ин", "ін")
_SOFTENED = {"г": "з", "к": "ц", "х": "с"}


def case_forms(word: str) -> Iterable[str]:
    """Give the other case forms a folded Cyrillic word may have in Ukrainian or Russian."""
    forms: dict[str, None] = {}
    for stem in (word, *_with_open_vowel(word)):
        forms.update(dict.fromkeys(_by_ending(stem)))
    forms.pop(word, None)
    return forms


def _by_ending(word: str) -> Iterator[str]:
    if word[-1] in _CONSONANTS and not word.endswith("ец"):
        yield from (word + ending for ending in _HARD)
        if word.endswith(_POSSESSIVE):
            yield from (word + ending for ending in ("ого", "ому"))
        if word[-1] in _SOFTENED:
            yield word[:-1] + _SOFTENED[word[-1]] + "і"  # Ріг: у Розі
        return
    for ending, others in _ENDINGS:
        if word.endswith(ending):
            stem = word[: -len(ending)]
            yield from (stem + other for other in others)
            return


def _with_open_vowel(word: str) -> Iterator[str]:
    """Give the stems that Ukrainian vowel change and fleeting vowels leave: Харків → Харков-."""
    bare = word.removesuffix("ь")
    soft = word[len(bare) :]
    if len(bare) < 3 or bare[-1] not in _CONSONANTS:
        return
    vowel, last = bare[-2], bare[-1]
    if vowel == "і":
        yield bare[:-2] + "о" + last + soft
        yield bare[:-2] + "е" + last + soft
    elif vowel == "ї":
        yield bare[:-2] + "є" + last + soft
    elif vowel in "оеи" and last == "к":
        yield bare[:-2] + last  # Ставок: у Ставку
