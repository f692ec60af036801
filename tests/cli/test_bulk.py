"""`factline facts import`, `export` and `template`, as a shell calls them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.calling import factline

TABLE = (
    "id,statement,topic,metric,originator,stated_on\n"
    "own-a,Oryx said one thing.,statements,statement,Oryx,2022-09-12\n"
    "own-b,Oryx said another.,statements,statement,{who},2022-09-13\n"
)
GUILD = ("--guild", "111111111111111111")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.csv").write_text(TABLE.format(who="Oryx"), "utf-8")
    (tmp_path / "bad.csv").write_text(TABLE.format(who="Orix"), "utf-8")
    return tmp_path


def test_a_servers_facts_go_in_and_come_out_and_change_nothing(folder: Path) -> None:
    tried = factline(folder, "facts", "import", "good.csv", "--dry-run", *GUILD)
    assert (tried.code, "2 new" in tried.out, "dry run" in tried.out) == (0, True, True)
    assert factline(folder, "facts", "import", "good.csv", *GUILD).out.endswith("Loaded.\n")
    exported = factline(folder, "facts", "export", "own.xlsx", *GUILD)
    assert exported.out == "Wrote 2 facts to own.xlsx.\n"
    again = factline(folder, "facts", "import", "own.xlsx", *GUILD)
    assert (again.code, "There is nothing to load." in again.out) == (0, True)
    other = factline(folder, "facts", "export", "other.jsonl", "--guild", "222222222222222222")
    assert (other.code, (folder / "other.jsonl").read_bytes()) == (0, b"")


def test_a_wrong_row_stops_everything_and_is_reported(folder: Path) -> None:
    called = factline(folder, "facts", "import", "bad.csv", "--report", "report.csv", *GUILD)
    assert called.code == 1
    assert "bad.csv:3: own-b.originator: There is no source “Orix”. Did you mean “Oryx”?" in (
        called.err
    )
    assert "1 new, 0 changed, 0 unchanged, 1 wrong" in called.out
    assert "own-b,wrong,originator" in (folder / "report.csv").read_text("utf-8-sig")
    assert factline(folder, "facts", "export", "own.jsonl", *GUILD).out.startswith("Wrote 0 facts")


def test_the_history_names_the_host_and_not_a_moderator(folder: Path) -> None:
    shared = TABLE.format(who="Oryx").replace("own-", "shared-")
    (folder / "shared.csv").write_text(shared, "utf-8")
    assert factline(folder, "facts", "import", "shared.csv").out.endswith("Loaded.\n")
    said = {
        locale: factline(folder, "answer", "--locale", locale, "fact history shared-a").out
        for locale in ("en", "uk", "ru")
    }
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC · the host of this bot\n", said["en"])
    assert "той, хто тримає цього бота" in said["uk"]
    assert "тот, кто держит этого бота" in said["ru"]


def test_calls_that_cannot_work_say_why(folder: Path) -> None:
    assert factline(folder, "facts", "import", "good.csv", "--guild", "abc").code == 2
    missing = factline(folder, "facts", "import", "nothing.csv")
    assert (missing.code, "cannot be read" in missing.err) == (1, True)
    unknown = factline(folder, "facts", "export", "facts.docx")
    assert (unknown.code, ".xlsx" in unknown.err) == (1, True)
    here = factline(folder, "facts", "import", ".")
    assert (here.code, here.err[:33]) == (1, "I do not know the format of “.”. ")
    assert factline(folder, "facts", "template", "mine.csv").code == 0
    assert (folder / "mine.csv").read_text("utf-8-sig").startswith("id,statement,")
    tree = factline(folder, "facts", "template", "mine.yaml")
    assert (tree.code, tree.err[:22]) == (1, "Templates are tables. ")
    nowhere = factline(folder, "facts", "export", "no/such/folder/facts.yaml")
    assert (nowhere.code, "cannot be written" in nowhere.err) == (1, True)
    assert nowhere.err.count("\n") == 1
    assert not list(folder.glob("*.part"))


def test_many_problems_are_counted_and_all_stand_in_the_report(folder: Path) -> None:
    rows = "".join(
        f"own-{n},A claim.,statements,statement,Nobody {n},2022-09-12\n" for n in range(60)
    )
    (folder / "many.csv").write_text(TABLE.splitlines()[0] + "\n" + rows, "utf-8")
    called = factline(folder, "facts", "import", "many.csv", "--report", "report.csv", *GUILD)
    assert called.code == 1
    assert called.err.splitlines()[-1] == "… and 20 more; “--report FILE” writes all of them."
    assert "60 wrong" in called.out
    assert len((folder / "report.csv").read_text("utf-8-sig").splitlines()) >= 60
