"""Commands are read in any word order and three languages; what is unclear is said, not guessed."""

from __future__ import annotations

import pytest

from facts.errors import BadPeriod, FactlineError, NotOnRecord, UnknownWords, UsageError
from facts.language.names import Names
from facts.language.parser import MOST_CHARACTERS, command_of, is_command, read, read_options
from facts.model import Category, Side
from facts.questions import (
    About,
    Area,
    Ask,
    AskBack,
    Corrections,
    FactHistory,
    FactShow,
    Help,
    Losses,
    PartialDate,
    Question,
    RelativePeriod,
    SourceList,
    SourceShow,
    SpanPeriod,
    Timeline,
)
from tests.language.world import FACTS, KH

WEEK = RelativePeriod("week", 7)
SINCE = SpanPeriod("since 1 sep", PartialDate(9, 1), None)
SEPTEMBER = PartialDate(9, None, 2022)
AS_OF = PartialDate(9, 13, 2022)
TANK, RUSSIA, UKRAINE = Category.TANK, Side.RUSSIA, Side.UKRAINE


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("!losses", Losses()),
        ("losses week", Losses(WEEK)),
        ("/losses week", Losses(WEEK)),
        ("  !  LOSSES   Week ", Losses(RelativePeriod("Week", 7))),
        ("!losses tanks week", Losses(WEEK, TANK)),
        ("!losses week tanks as of 2022-09-13", Losses(WEEK, TANK, as_of=AS_OF)),
        ("!losses as-of 13.09.2022 tanks week", Losses(WEEK, TANK, as_of=AS_OF)),
        ("!losses as_of:2022-09-13 week", Losses(WEEK, as_of=AS_OF)),
        ("!losses ukraine since 1 sep", Losses(SINCE, side=UKRAINE)),
        ("!losses since 1 sep ukraine", Losses(SINCE, side=UKRAINE)),
        ("losses oryx", Losses(source="oryx")),
        ("losses ukraine weapons tracker", Losses(source="ukraine-weapons-tracker")),
        ("losses source oryx", Losses(source="oryx")),
        ("losses side russia category tanks period week", Losses(WEEK, TANK, RUSSIA)),
        ("losses in eastern ukraine", Losses(place="eastern-ukraine")),
        ("losses kharkiv week", Losses(WEEK, place=KH)),
        ("losses of russian tanks in Izium by ISW", Losses(None, TANK, RUSSIA, "isw", "izium")),
        (
            'losses side:russia category:tank period:"last 7 days"',
            Losses(RelativePeriod("last 7 days", 7), TANK, RUSSIA),
        ),
        (
            "losses period:last 7 days side=russia",
            Losses(RelativePeriod("last 7 days", 7), side=RUSSIA),
        ),
        ('losses "last week', Losses(RelativePeriod("last week", 7))),
        ("losses 'last week", Losses(RelativePeriod("last week", 7))),
        ("losses **week** _tanks_ `oryx`", Losses(WEEK, TANK, source="oryx")),
        ("losses how many tanks week", Losses(WEEK, TANK)),
        ("втрати танків за тиждень", Losses(RelativePeriod("тиждень", 7), TANK)),
        ("втрати росії у Харкові week", Losses(WEEK, side=RUSSIA, place=KH)),
        ("потери украины за неделю", Losses(RelativePeriod("неделю", 7), side=UKRAINE)),
        ("losses Ізюм", Losses(place="izium")),
        ("!losses tanks near Куп’янськ, week", Losses(WEEK, TANK, place="kupiansk")),
        ("area харків", Area(KH, shared_name="kharkiv")),
        ("area kharkiv city", Area("kharkiv")),
        ("area kharkiv oblast", Area(KH)),
        ("area kharkiv kharkiv oblast", Area(KH)),
        ("area Izium, Kharkiv oblast", Area("izium")),
        ("area Ivanivka Kherson Oblast", Area("ivanivka-kherson")),
        ("area Kharkiv, Ukraine", Area(KH, shared_name="kharkiv")),
        ("area kharkiv as of 13 sep 2022", Area(KH, as_of=AS_OF, shared_name="kharkiv")),
        ("area Харків станом на 13 вересня 2022", Area(KH, as_of=AS_OF, shared_name="kharkiv")),
        ("area Харьков по состоянию на 13.09.2022", Area(KH, as_of=AS_OF, shared_name="kharkiv")),
        ("area #kharkiv", Area("kharkiv")),
        (
            "timeline izium september 2022",
            Timeline("izium", SpanPeriod("september 2022", SEPTEMBER, SEPTEMBER)),
        ),
        ("timeline", Timeline()),
        ("події Ізюм", Timeline("izium")),
        ("fact " + FACTS[0], FactShow(FACTS[0])),
        ("!fact show " + FACTS[0].upper() + "@3", FactShow(FACTS[0], 3)),
        ("fact show `" + FACTS[0] + "`", FactShow(FACTS[0])),
        ("fact " + FACTS[0] + " as of 13 sep 2022", FactShow(FACTS[0], as_of=AS_OF)),
        ("fact history " + FACTS[0], FactHistory(FACTS[0])),
        ("source list", SourceList()),
        ("sources mod", SourceList("mod")),
        ("source", SourceList()),
        ("source Зеленський", SourceShow("zelensky")),
        ("source show name:ISW", SourceShow("isw")),
        ("corrections", Corrections()),
        ("corrections week", Corrections(WEEK)),
        ("виправлення week", Corrections(WEEK)),
        ("help", Help()),
        ("help losses", Help("losses")),
        ("help !fact", Help("fact show")),
        ("довідка", Help()),
        ("about", About()),
        ("!", Help()),
        ("", Ask("")),
        ("\u200b\u202e", Ask("")),
        ("ask", Ask("")),
        ("ask who said 70 tanks?", Ask("who said 70 tanks?")),
        ("who said 70 tanks?", Ask("who said 70 tanks?")),
        ("скільки танків втратила Росія?", Ask("скільки танків втратила Росія?")),
        ("ask as of 13 sep 2022 how many tanks", Ask("how many tanks", AS_OF)),
        ("how many tanks as of 13 sep 2022", Ask("how many tanks", AS_OF)),
        ("🔥🔥", Ask("🔥🔥")),
        # A plain question may start like a command; only a command's own name makes it one.
        ("are there tanks in izium", Ask("are there tanks in izium")),
        ("houses in izium", Ask("houses in izium")),
        ("history of the battle", Ask("history of the battle")),
        ("about the offensive", Ask("about the offensive")),
    ],
)
def test_texts(names: Names, text: str, question: Question) -> None:
    assert read(text, names) == question


@pytest.mark.parametrize(
    ("text", "error", "says", "hints"),
    [
        ("losses tankz", UnknownWords, "“tankz” in `losses`", "tanks"),
        ("losses septembr", UnknownWords, "“septembr”", "september"),
        ("losses foo week qqq", UnknownWords, "“foo”, “qqq”", "losses tanks week"),
        ("losses '; DROP TABLE facts;--", UnknownWords, "“DROP TABLE facts”", "losses"),
        ("losses @everyone week", UnknownWords, "“everyone”", "losses"),
        ("losses 🔥", UnknownWords, "“🔥”", "losses"),
        ("losses foo:bar", UnknownWords, "“foo”", "losses"),
        ("area kharkiv category:tank", UnknownWords, "no option `category`", "`place`"),
        ("losses category:tankz", UnknownWords, "“tankz” as a category", "tanks"),
        ("losses side:mars", UnknownWords, "“mars” as a side", "russia"),
        ("corrections izium", UnknownWords, "“izium” in `corrections`", "corrections"),
        ("!about izium", UnknownWords, "“izium” in `about`", "about"),
        ("help lossess", UnknownWords, "“lossess”", "help losses"),
        ("losses 31 sep", BadPeriod, "31 September", "13 sep 2022"),
        ("losses as of yesterday", BadPeriod, "“yesterday” as a date", "13 sep 2022"),
        ("losses week as of", BadPeriod, "“as of” as a date", "13 sep 2022"),
        ("losses last", UnknownWords, "“last” in `losses`", "losses tanks week"),
        ("losses as of 31 sep", BadPeriod, "31 September", "13 sep 2022"),
        ("losses as_of:nonsense", BadPeriod, "nonsense", "13 sep 2022"),
        ("losses 9999", BadPeriod, "9999", "13 sep 2022"),
        ('losses period:"12 sep - 5 sep"', BadPeriod, "before it starts", "week"),
        ('losses period:"some day"', BadPeriod, "“some day”", "week"),
        ("area", UsageError, "`area` needs a place", "area kharkiv"),
        ("area week", UsageError, "`area` needs a place", "area kharkiv"),
        ("area Xyzzyplugh", NotOnRecord, "“Xyzzyplugh”", "/area"),
        ("timeline place:Xyzzyplugh", NotOnRecord, "“Xyzzyplugh”", "/area"),
        ("losses source:Xyzzyplugh", NotOnRecord, "“Xyzzyplugh”", "source list"),
        ("source Xyzzyplugh", NotOnRecord, "“Xyzzyplugh”", "source list"),
        ("fact Xyzzyplugh", NotOnRecord, "“Xyzzyplugh”", "id"),
        ("fact", UsageError, "Which fact", "fact show ID"),
        ("fact show " + FACTS[0] + "@x", UsageError, "“x”", "@1"),
        ("fact show " + FACTS[0] + "@0", UsageError, "“0”", "@1"),
        ("area izium lyman", UsageError, "two places", "one"),
        ("losses tanks artillery", UsageError, "two categories", "one"),
        ("losses russia ukraine", UsageError, "two sides", "one"),
        ("losses week since 1 sep", UsageError, "two periods", "one"),
        ("losses " + "a " * 500, UsageError, "120 words", "losses"),
        ("losses " + "a" * (MOST_CHARACTERS + 1), UsageError, "6,000 characters", ""),
        ("ask " + "ﷺ" * 3000, UsageError, "6,000 characters", ""),
    ],
)
def test_refusals(
    names: Names, text: str, error: type[FactlineError], says: str, hints: str
) -> None:
    with pytest.raises(error) as refused:
        read(text, names)
    assert says in refused.value.sentence
    assert hints in refused.value.hint


@pytest.mark.parametrize(
    ("text", "reason", "questions"),
    [
        ("area pokrovsk", "did_you_mean", ["area #pokrovske"]),
        ("losses at Pokrovsk by oryx", "did_you_mean", ["losses source:#oryx place:#pokrovske"]),
        ("area ivanivka", "ambiguous", ["area #ivanivka-kharkiv", "area #ivanivka-kherson"]),
        (
            "timeline Іванівка вересень",
            "ambiguous",
            ["timeline #ivanivka-kharkiv вересень", "timeline #ivanivka-kherson вересень"],
        ),
        ("losses Zelenski", "did_you_mean", ["losses source:#zelensky"]),
        ("source Zelenski", "did_you_mean", ["source show #zelensky"]),
        (
            "fact kharkiv-area-2022-09-12-malyar",
            "did_you_mean",
            ["fact show kharkiv-area-2022-09-12-maliar"],
        ),
        ("fact history war tanks lost", "did_you_mean", ["fact history " + FACTS[2]]),
        ("!lossess week", "did_you_mean", ["losses week"]),
        ("!aera kharkiv", "did_you_mean", ["area kharkiv"]),
        ("lossess week", "did_you_mean", ["losses week"]),
        ("!kharkiv", "plain_words", ["losses kharkiv", "area kharkiv", "ask kharkiv"]),
        ("!🔥", "plain_words", ["help", "ask 🔥"]),
    ],
)
def test_asking_back(names: Names, text: str, reason: str, questions: list[str]) -> None:
    back = read(text, names)
    assert isinstance(back, AskBack)
    assert back.reason == reason
    assert [c.question for c in back.choices] == questions
    assert back.sentence
    if reason != "plain_words":
        assert all(not isinstance(read(q, names), AskBack) for q in questions)


def test_two_doubts_are_asked_one_after_the_other(names: Names) -> None:
    back = read("losses ivanivka source:Zelenski", names)
    assert isinstance(back, AskBack)
    assert len(back.choices) == 2
    again = read(back.choices[1].question, names)
    assert isinstance(again, AskBack)
    settled = [read(c.question, names) for c in again.choices]
    assert settled == [Losses(source="zelensky", place="ivanivka-kherson")]


def test_sentences_come_in_the_askers_language(names: Names) -> None:
    with pytest.raises(UnknownWords, match="Не знаю, що означає «tankz» у `losses`"):
        read("losses tankz", names, locale="uk")
    back = read("area pokrovsk", names, locale="ru")
    assert isinstance(back, AskBack)
    assert back.sentence == "Не знаю «pokrovsk». Возможно, вы имели в виду Покровское?"


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("area", "area"),
        ("!losses flurb", "losses"),
        ("?fact nope", "fact show"),
        ("fact history", "fact history"),
        ("how many tanks", None),
        ("", None),
    ],
)
def test_a_refused_text_still_names_its_command(text: str, command: str | None) -> None:
    assert command_of(text, prefix="?" if text.startswith("?") else "!") == command


def test_what_counts_as_a_command() -> None:
    assert is_command("losses week")
    assert is_command("!losses week")
    assert is_command("!lossess week")
    assert is_command("втрати")
    assert is_command("?losses", prefix="?")
    assert not is_command("how many tanks")
    assert not is_command("")
    assert not is_command("!losses", prefix="?")


@pytest.mark.parametrize(
    ("command", "options", "question"),
    [
        ("losses", {}, Losses()),
        (
            "losses",
            {"period": "week", "category": " ", "side": "russia"},
            Losses(WEEK, side=RUSSIA),
        ),
        ("losses", {"category": "танки", "source": "#oryx"}, Losses(None, TANK, source="oryx")),
        ("losses", {"as_of": "13.09.2022"}, Losses(as_of=AS_OF)),
        ("area", {"place": "Kharkiv"}, Area(KH, shared_name="kharkiv")),
        ("area", {"place": "Kharkiv (city)"}, Area("kharkiv")),
        ("area", {"place": "in Izium!"}, Area("izium")),
        ("timeline", {"place": "#izium", "period": "week"}, Timeline("izium", WEEK)),
        ("ask", {"question": "how many tanks?"}, Ask("how many tanks?")),
        ("fact show", {"id": FACTS[0] + "@2"}, FactShow(FACTS[0], 2)),
        ("fact history", {"id": FACTS[0]}, FactHistory(FACTS[0])),
        ("source show", {"name": "isw"}, SourceShow("isw")),
        ("source list", {}, SourceList()),
        ("corrections", {"period": "week"}, Corrections(WEEK)),
        ("help", {}, Help()),
        ("about", {}, About()),
    ],
)
def test_options(names: Names, command: str, options: dict[str, str], question: Question) -> None:
    assert read_options(command, options, names) == question


@pytest.mark.parametrize(
    ("command", "options", "says"),
    [
        ("losses", {"period": "31 sep"}, "`period`: There is no 31 September"),
        ("losses", {"period": "week tanks"}, "`period`: I can't read “week tanks”"),
        ("losses", {"category": "tankz"}, "`category`: I don't know “tankz”"),
        ("losses", {"as_of": "soon"}, "`as_of`: I can't read “soon”"),
        ("area", {"place": "Xyzzyplugh"}, "`place`: There is no place “Xyzzyplugh”"),
        ("area", {"place": "izium lyman"}, "`place`: "),
        ("area", {}, "`area` needs a place"),
        ("area", {"planet": "mars"}, "no option `planet`"),
        ("dance", {}, "no command `dance`"),
    ],
)
def test_an_options_error_names_the_option(
    names: Names, command: str, options: dict[str, str], says: str
) -> None:
    with pytest.raises(FactlineError) as refused:
        read_options(command, options, names)
    assert says in refused.value.sentence


def test_an_option_that_is_nearly_a_place_is_asked_back(names: Names) -> None:
    back = read_options("area", {"place": "pokrovsk", "as_of": "2022-09-13"}, names)
    assert isinstance(back, AskBack)
    assert [c.question for c in back.choices] == ["area #pokrovske as_of:2022-09-13"]
