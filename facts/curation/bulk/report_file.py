"""The dry run as a file to download: each record with its state, each problem with what to do."""

from __future__ import annotations

import csv
from collections import defaultdict
from io import StringIO

from facts.curation._problems import Problem
from facts.curation.bulk.cells import guarded
from facts.curation.bulk.report import Report, State
from facts.language.phrases import Phrases

_HEADING = ("line", "what", "id", "state", "field", "problem", "do", "part")


def report_csv(report: Report, locale: str = "en") -> bytes:
    """Write a report as CSV: what is wrong first, by line, then every other record."""
    say = Phrases.of(locale)
    about: dict[str, list[Problem]] = defaultdict(list)
    for problem in report.problems:
        about[problem.field.partition(".")[0]].append(problem)
    kinds = {row.id: say(f"bulk.kind.{row.kind}") for row in report.rows}
    lines = [
        (
            problem.line or "",
            kinds.get(record, ""),
            record if record in kinds else "",
            say("bulk.state.wrong" if problem.severity == "error" else "bulk.state.look"),
            problem.field.partition(".")[2] or ("" if record in kinds else record),
            problem.message,
            problem.fix,
            problem.file,
        )
        for record, problems in about.items()
        for problem in problems
    ]
    lines.sort(key=lambda line: (line[7], int(line[0] or 0)))
    lines += [
        (
            row.line,
            say(f"bulk.kind.{row.kind}"),
            row.id,
            say(f"bulk.state.{row.state}"),
            ", ".join(row.fields),
            "",
            "",
            row.file,
        )
        for row in report.rows
        if row.state is not State.WRONG
    ]
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(say(f"bulk.report.{name}") for name in _HEADING)
    writer.writerows([guarded(str(cell)) for cell in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")
