"""Every sentence of an import exists in all three languages, with the same values in it."""

from __future__ import annotations

from string import Formatter

import pytest

from facts.curation.bulk import Format, template
from facts.language.phrases import LANGUAGES, Phrases


def texts(language: str) -> dict[str, str]:
    known = Phrases.of(language)._texts
    return {key: text for key, text in known.items() if key.startswith("bulk.")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_missing_in_a_language(language: str) -> None:
    forms = ("one", "few", "many", "other")
    plain = {k for k in texts("en") if k.rsplit(".", 1)[-1] not in forms}
    assert plain == {k for k in texts(language) if k.rsplit(".", 1)[-1] not in forms}
    for key in plain:
        assert values(texts(language)[key]) == values(texts("en")[key]), key


def values(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_of_a_template_is_explained(language: str) -> None:
    for form in (Format.CSV, Format.XLSX):
        assert template(form, language)
