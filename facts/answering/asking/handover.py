"""Hand a plain question over to the command that it turns out to be."""

from __future__ import annotations

from dataclasses import replace

from facts.answering.area import answer_area
from facts.answering.losses import answer_losses
from facts.answering.setting import Setting
from facts.answering.timeline import answer_timeline
from facts.answers import Answer, Outcome
from facts.errors import FactlineError
from facts.language.asking.commanded import Commanded, command_in
from facts.language.asking.gate import Finding
from facts.language.asking.index import ViewIndex
from facts.language.canonical import canonical
from facts.questions import Area, Losses


def handed_over(finding: Finding, setting: Setting) -> Answer | None:
    """Give the answer of `losses`, `area` or `timeline` if the question is one of these; else None.

    Nothing may be asked beyond the command's own slots, and no refusal may stand. Where one record answers,
    the command must lead with that very record, unless the question is as wide as the command itself
    ("what did Russia lose last week").
    """
    answered = finding.outcome == "answered"
    if not answered and finding.reason not in _IN_DOUBT | _NEAREST_IS_OTHER:
        return None
    found = command_in(finding.slots, ViewIndex(setting.view))
    if found is None or (finding.reason in _NEAREST_IS_OTHER and not found.plainly):
        return None
    try:
        answer = _answer(found, setting)
    except FactlineError:
        return None
    if answer.outcome is not Outcome.ANSWERED or not answer.facts:
        return None
    if answered and not found.plainly and answer.facts[0].id != finding.records[0].id:
        return None
    return replace(answer, canonical=canonical(found.question))


_IN_DOUBT = frozenset({"unsure", "not_found"})
_NEAREST_IS_OTHER = frozenset({"period", "side"})
"""The nearest record is of another time or side; the command looks for those of the one asked about."""


def _answer(found: Commanded, setting: Setting) -> Answer:
    question = found.question
    if isinstance(question, Losses):
        return answer_losses(question, setting)
    if isinstance(question, Area):
        return answer_area(question, setting)
    return answer_timeline(question, setting)
