"""Each call of the command line does what the contract says, and never shows a traceback."""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import stat
from pathlib import Path

import pytest

from bot import oneshot, running
from bot.cli import COMMANDS, main
from bot.commands.curation.texts import OPENERS
from bot.typed import ON_DISCORD
from tests.cli.calling import ROOT, factline

KEYS = {
    "question", "outcome", "read_as", "note", "facts", "derived", "disagreements", "closest",
    "why", "as_of", "store", "ms",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder whose store is already made, so that later calls only read it."""
    made = tmp_path_factory.mktemp("store")
    assert factline(made, "db", "upgrade").code == 0
    return made


def test_one_answer_as_json_holds_every_key(folder: Path) -> None:
    called = factline(
        folder, "answer", "--json", "losses", "week", "tanks", "--as-of", "2022-09-13"
    )
    found = json.loads(called.out)
    assert (called.code, called.err) == (0, "")
    assert set(found) >= KEYS
    assert found["outcome"] == "answered"
    assert found["read_as"]["category"] == "tank"
    assert found["as_of"] == "2022-09-13"
    assert all(fact["originator"] and fact["chain"] and fact["caveats"] for fact in found["facts"])


def test_options_may_stand_between_the_words(folder: Path) -> None:
    called = factline(folder, "answer", "area", "--json", "харків")
    assert json.loads(called.out)["read_as"]["place"] == "Kharkiv Oblast"


def test_standard_input_gives_one_line_a_question(folder: Path) -> None:
    typed = "losses week\nlosses 31 sep\n\n\u202e\u200b🙂\narea pokrovskoye zzz\n"
    called = factline(folder, "answer", "--json", "-", typed=typed)
    lines = [json.loads(line) for line in called.out.splitlines()]
    assert (called.code, len(lines)) == (0, 5)
    assert [line["outcome"] for line in lines[:2]] == ["answered", "nothing"]
    assert all(line["why"] or line["note"] for line in lines[1:])


def test_a_mention_may_be_typed_at_a_prompt(folder: Path) -> None:
    called = factline(folder, "answer", "--json", "@Factline losses tanks week")
    found = json.loads(called.out)
    assert found["question"] == "@Factline losses tanks week"
    assert found["read_as"]["command"] == "losses"
    refused = json.loads(factline(folder, "answer", "--json", "@factline area").out)
    assert refused["read_as"] == {"command": "area"}


def test_a_refusal_for_people_is_one_line_on_standard_error(folder: Path) -> None:
    called = factline(folder, "answer", "losses 2022-13-40")
    assert called.code == 1
    assert called.out == ""
    assert called.err.count("\n") == 1


def test_piped_answers_are_plain(folder: Path) -> None:
    called = factline(folder, "answer", "losses week")
    assert called.code == 0
    assert "\x1b" not in called.out


def test_the_console_reads_lines_and_leaves(folder: Path) -> None:
    called = factline(folder, "console", typed="!losses week\nlosses tankz\nexit\n!area kharkiv\n")
    assert called.code == 0
    assert "General Staff" in called.out
    assert "tankz" in called.out
    assert "Kharkiv Oblast" not in called.out.split("tankz")[1]


def test_the_console_answers_plain_words_in_their_language(folder: Path) -> None:
    typed = "хто сказав, що звільнили майже 6000 км²?\nчому\nthe weather in Paris\n"
    called = factline(folder, "console", typed=typed)
    assert called.code == 0
    answer, _, read = called.out.partition("Як прочитано запитання")
    assert "війни" in answer
    assert "war-area-2022-09-12-maliar" in answer
    assert "6 000" in " ".join(read.split())
    assert "Weather" not in read


def test_the_console_shows_more_only_where_there_is_more(folder: Path) -> None:
    called = factline(folder, "console", typed="more\n!source show oryx\n!more\nolder\n")
    before, _, after = called.out.partition("Oryx")
    assert "Ask something first" in before
    assert "That was all of it." in after
    assert "no older figures" in after


def test_what_only_discord_can_do_is_said_and_not_taken_for_a_question(folder: Path) -> None:
    typed = "!mydata export\nReview\nfact add\nfact import facts.csv\nfact gs-tank-2022-09-05\n"
    lines = factline(folder, "console", typed=typed).out.splitlines()
    assert "“mydata export” works on Discord only: write /mydata export there." in lines
    assert "“review” works on Discord only: write /review there." in lines
    assert "“fact add” works on Discord only: write /fact add there." in lines
    assert any(line.endswith("From a shell: factline facts import") for line in lines)
    assert any("gs-tank-2022-09-05" in line for line in lines)
    called = factline(folder, "answer", "--locale", "uk", "settings", "show")
    assert (called.code, called.out) == (1, "")
    assert called.err == "«settings show» працює лише в Discord: напишіть там /settings show.\n"


def test_every_command_of_moderators_is_known_at_the_prompt() -> None:
    assert set(OPENERS) == ON_DISCORD


def test_how_a_question_was_read_is_shown_on_request(folder: Path) -> None:
    words = ("answer", "who", "said", "6,000", "square", "km?")
    assert "How the question was read" not in factline(folder, *words).out
    read = factline(folder, *words, "--why").out.partition("How the question was read")[2]
    assert "another number" in read


def test_without_a_token_the_console_opens_and_says_so(folder: Path) -> None:
    called = factline(folder, typed="exit\n")
    assert called.code == 0
    assert called.out.splitlines()[0].startswith("DISCORD_TOKEN is not set")


def test_run_without_a_token_is_one_clear_line(folder: Path) -> None:
    called = factline(folder, "run")
    assert called.code == 1
    assert called.err.startswith("DISCORD_TOKEN is not set")
    assert called.err.count("\n") == 1


@pytest.mark.parametrize("words", [("fact",), ("losses",), ("answr", "x"), ("db",), ("-x",)])
def test_an_unknown_call_is_wrong_usage(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    assert "factline does not know" in capsys.readouterr().err


def test_a_near_call_is_suggested(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["answr", "losses"]) == 2
    assert "Did you mean “factline answer”?" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_call_explains_itself(command: object, capsys: pytest.CaptureFixture[str]) -> None:
    name: str = getattr(command, "name")  # noqa: B009 - parametrised as object
    assert main([*name.split(), "--help"]) == 0
    assert f"factline {name}" in capsys.readouterr().out


def test_wrong_options_are_wrong_usage(folder: Path) -> None:
    called = factline(folder, "answer", "losses", "--as-of", "yesterday-ish")
    assert called.code == 2
    assert "is no date" in called.err
    called = factline(folder, "answer", "about", "--locale", "ua")
    assert called.code == 2
    assert "write en, uk or ru" in called.err


def test_a_language_may_name_its_country(folder: Path) -> None:
    assert factline(folder, "answer", "about", "--locale", "uk_UA").out.startswith("Про Factline")


async def _fails(*_anything: object) -> int:
    raise ZeroDivisionError("a fault of ours")


@pytest.mark.parametrize(
    ("debug", "told"),
    [((), "Run it again with --debug"), (("--debug",), "Please report the lines above.")],
)
def test_a_fault_of_ours_is_one_line_and_shown_whole_only_on_request(
    debug: tuple[str, ...],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(oneshot, "answer", _fails)
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    assert main(["answer", "losses", *debug]) == 1
    said = capsys.readouterr().err
    assert f"Something unexpected went wrong (ZeroDivisionError). {told}" in said
    assert ("Traceback" in said) == bool(debug)


def test_a_fault_of_ours_while_it_runs_is_found_in_the_log(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(running, "run", _fails)
    assert main(["run"]) == 1
    told = re.search(r"The log says more under ([0-9a-f]{8});", capsys.readouterr().err)
    assert told is not None
    (line,) = caplog.records
    assert told[1] in line.getMessage()
    assert line.exc_info is not None


def test_a_refusal_is_shown_whole_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["facts", "template", "x.yaml", "--debug"]) == 1
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert said.endswith("Templates are tables. Let the name end in .csv or .xlsx.\n")


@pytest.mark.parametrize("word", ["help", "-h", "--help"])
def test_the_overview_names_every_call(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([word]) == 0
    shown = capsys.readouterr().out
    assert [c.name for c in COMMANDS if f"factline {c.name} " not in shown] == []


def test_check_names_file_line_field_and_what_to_do(folder: Path, tmp_path: Path) -> None:
    good = factline(folder, "facts", "check")
    assert good.code == 0
    assert re.fullmatch(r"0 errors, \d+ warnings\.", good.out.splitlines()[-1])
    (tmp_path / "facts.yaml").write_text("facts:\n  - id: x\n    statement: 5\n")
    own = {"FACTLINE_COLLECTION": str(tmp_path)}
    for bad in (
        factline(folder, "facts", "check", str(tmp_path)),
        factline(folder, "facts", "check", **own),
    ):
        assert bad.code == 1
        assert "error: facts.yaml:2: x.topic: " in bad.out
        assert re.fullmatch(r"\d+ errors, 0 warnings\.", bad.out.splitlines()[-1])
    nowhere = factline(folder, "facts", "check", "nowhere")
    assert nowhere.out.splitlines()[-1] == "1 error, 0 warnings."
    assert "There is no such folder or file." in nowhere.out


def test_a_backup_opens_as_a_store_and_is_never_overwritten(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert factline(folder, "db", "backup", str(copy)).code == 0
    again = factline(folder, "db", "backup", str(copy))
    assert again.code == 1
    assert "exists already" in again.err
    verified = factline(tmp_path, "db", "verify", FACTLINE_DATABASE_URL=f"sqlite:///{copy}")
    assert (verified.code, verified.out) == (0, "The record is whole.\n")


@pytest.mark.parametrize("words", [("db", "verify"), ("db", "backup", "copy.db")])
def test_a_store_that_is_not_there_is_not_made_in_passing(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    called = factline(tmp_path, *words, FACTLINE_DATABASE_URL="sqlite:///mistyped.db")
    assert called.code == 1
    assert called.err.startswith("There is no store at “mistyped.db”.")
    assert list(tmp_path.iterdir()) == []


def test_verify_names_what_was_tampered_with(tmp_path: Path) -> None:
    assert factline(tmp_path, "db", "upgrade").code == 0
    assert factline(tmp_path, "answer", "losses").code == 0
    with sqlite3.connect(tmp_path / "factline.db") as file:
        file.execute("UPDATE fact SET low = 7 WHERE fact = 'gs-tank-2022-09-05'")
    called = factline(tmp_path, "db", "verify")
    assert (called.code, called.out) == (1, "1 finding.\n")
    assert "gs-tank-2022-09-05" in called.err


def test_a_damaged_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "factline.db").write_bytes(b"this is no database" * 100)
    called = factline(tmp_path, "answer", "losses")
    assert called.code == 1
    assert called.err.count("\n") == 1
    assert "Traceback" not in called.err


def test_an_unreachable_database_is_a_sentence_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://someone:hunter2@127.0.0.1:9/none"
    called = factline(tmp_path, "answer", "losses", FACTLINE_DATABASE_URL=url)
    assert called.code == 1
    assert called.err.count("\n") == 1
    assert "hunter2" not in called.err


def test_a_bad_collection_leaves_the_facts_as_they_were(folder: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{folder / 'factline.db'}"
    (tmp_path / "facts.yaml").write_text("facts:\n  - id: x\n    statement: 5\n")
    bad = factline(
        tmp_path, "answer", "losses", FACTLINE_DATABASE_URL=url, FACTLINE_COLLECTION=str(tmp_path)
    )
    assert bad.code == 1
    assert "facts.yaml:2" in bad.err
    assert factline(folder, "db", "verify").code == 0
    assert json.loads(factline(folder, "answer", "--json", "losses week").out)["facts"]


def test_an_empty_start_answers_that_nothing_is_on_record(tmp_path: Path) -> None:
    called = factline(tmp_path, "answer", "--json", "losses", FACTLINE_COLLECTION="none")
    assert called.code == 0
    assert json.loads(called.out)["outcome"] == "nothing"


def test_a_read_only_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir()
    (tmp_path / "shut").chmod(stat.S_IRUSR | stat.S_IXUSR)
    url = "sqlite:////proc/factline.db"  # where even root may not write
    called = factline(tmp_path, "answer", "losses", FACTLINE_DATABASE_URL=url)
    assert called.code == 1
    assert called.err.count("\n") == 1


def test_the_readme_names_every_question() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    for word in ("losses", "area", "timeline", "fact", "source", "corrections", "help", "about"):
        assert f"!{word}" in text
