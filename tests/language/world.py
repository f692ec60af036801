"""A small record of our own: enough places, sources and facts to tell names apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from facts.model import (
    Action,
    Body,
    DateRange,
    Hop,
    Measure,
    Place,
    PlaceKind,
    Source,
    SourceKind,
    Topic,
    Unit,
)
from facts.snapshot import Layer, Record, View

K = PlaceKind


def place(
    ident: str,
    kind: PlaceKind,
    name: str,
    uk: str | None = None,
    ru: str | None = None,
    *,
    aliases: tuple[str, ...] = (),
    parent: str | None = None,
) -> Place:
    return Place(ident, name, kind, uk, ru, aliases, parent)


KH, KS, DO = "kharkiv-oblast", "kherson-oblast", "donetsk-oblast"
PLACES = (
    place("ukraine", K.COUNTRY, "Ukraine", "Україна", "Украина", aliases=("UA",)),
    place("russia", K.COUNTRY, "Russia", "Росія", "Россия"),
    place(
        KH,
        K.OBLAST,
        "Kharkiv Oblast",
        "Харківська область",
        "Харьковская область",
        aliases=("Kharkiv region", "Kharkov Oblast", "Kharkivshchyna"),
    ),
    place(KS, K.OBLAST, "Kherson Oblast", "Херсонська область", "Херсонская область"),
    place(DO, K.OBLAST, "Donetsk Oblast", "Донецька область", "Донецкая область"),
    place("kharkiv", K.CITY, "Kharkiv", "Харків", "Харьков", aliases=("Kharkov",), parent=KH),
    place("kherson", K.CITY, "Kherson", "Херсон", "Херсон", parent=KS),
    place("izium", K.CITY, "Izium", "Ізюм", "Изюм", aliases=("Izyum",), parent=KH),
    place("kupiansk", K.CITY, "Kupiansk", "Куп'янськ", "Купянск", parent=KH),
    place(
        "kupiansk-vuzlovyi",
        K.SETTLEMENT,
        "Kupiansk-Vuzlovyi",
        "Куп'янськ-Вузловий",
        "Купянск-Узловой",
        parent=KH,
    ),
    place(
        "balakliia",
        K.TOWN,
        "Balakliia",
        "Балаклія",
        "Балаклея",
        aliases=("Balakleya", "Balakliya"),
        parent=KH,
    ),
    place("lyman", K.TOWN, "Lyman", "Лиман", "Лиман", aliases=("Liman",), parent=DO),
    place("nova-kakhovka", K.CITY, "Nova Kakhovka", "Нова Каховка", "Новая Каховка", parent=KS),
    place("ivanivka-kharkiv", K.VILLAGE, "Ivanivka", "Іванівка", "Ивановка", parent=KH),
    place("ivanivka-kherson", K.VILLAGE, "Ivanivka", "Іванівка", "Ивановка", parent=KS),
    place("pokrovske", K.SETTLEMENT, "Pokrovske", "Покровське", "Покровское"),
    place("bakhmut", K.CITY, "Bakhmut", "Бахмут", "Бахмут", aliases=("Artemivsk",), parent=DO),
    place("oskil", K.RIVER, "Oskil River", "Оскіл", "Оскол", aliases=("Oskol",), parent=KH),
    place("hrakove", K.VILLAGE, "Hrakove", parent=KH),
    place("eastern-ukraine", K.FRONT, "eastern Ukraine", "схід України", "восток Украины"),
)

SOURCES = (
    Source("oryx", "Oryx", SourceKind.OPEN_SOURCE_TRACKER, aliases=("Oryx blog", "Орікс")),
    Source("ukraine-weapons-tracker", "Ukraine Weapons Tracker", SourceKind.OPEN_SOURCE_TRACKER),
    Source(
        "isw",
        "Institute for the Study of War",
        SourceKind.THINK_TANK,
        aliases=("ISW", "Інститут вивчення війни"),
    ),
    Source(
        "maliar",
        "Hanna Maliar",
        SourceKind.PARTY_OFFICIAL,
        aliases=("Hanna Malyar", "Ганна Маляр"),
    ),
    Source(
        "zelensky",
        "Volodymyr Zelensky",
        SourceKind.PARTY_OFFICIAL,
        aliases=("Zelenskyy", "Володимир Зеленський", "Владимир Зеленский"),
    ),
    Source(
        "uk-mod",
        "UK Ministry of Defence (Defence Intelligence)",
        SourceKind.FOREIGN_OFFICIAL,
        aliases=("UK MoD",),
    ),
    Source(
        "general-staff",
        "General Staff of the Armed Forces of Ukraine",
        SourceKind.PARTY_OFFICIAL,
        aliases=("Генштаб ЗСУ",),
    ),
)

FACTS = (
    "kharkiv-area-2022-09-12-maliar",
    "kharkiv-tanks-2022-09-12-oryx",
    "war-tanks-lost-2022-09-12-general-staff",
)


def record(ident: str, *, scope: str = "base") -> Record:
    """Make a record of which only the id and the dates matter here."""
    body = Body(
        statement={"en": f"Statement of {ident}."},
        topic=Topic.EQUIPMENT_LOSSES,
        metric="equipment_lost",
        chain=(Hop(source="oryx"),),
        measure=Measure(Unit.COUNT, "70", 70, 70),
        stated_on=DateRange.on(date(2022, 9, 12)),
    )
    return Record(ident, scope, 1, Action.CREATE, datetime(2022, 9, 13, tzinfo=UTC), "0", body)


def layer(
    *,
    scope: str = "base",
    places: Iterable[Place] = PLACES,
    sources: Iterable[Source] = SOURCES,
    facts: Iterable[str] = FACTS,
) -> Layer:
    """Build a layer from names alone."""
    return Layer.build(
        scope=scope,
        position=1,
        records=[record(f, scope=scope) for f in facts],
        sources=sources,
        places=places,
    )


def view() -> View:
    """Build the view of somebody without a server."""
    return View(layer())
