"""The closed lists of the field. One word for one thing, the same in database, code and README."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

Scope = Annotated[str, StringConstraints(pattern=r"^(base|[1-9][0-9]{0,19})$")]
"""Who sees a record: `base` (everybody) or the decimal id of one Discord server."""

BASE: Scope = "base"


class Topic(StrEnum):
    """What a fact is about, coarsely; one YAML file a theatre and topic."""

    TERRITORY = "territory"
    SETTLEMENTS = "settlements"
    ADVANCE = "advance"
    WITHDRAWAL = "withdrawal"
    EQUIPMENT_LOSSES = "equipment_losses"
    EQUIPMENT_CAPTURED = "equipment_captured"
    PERSONNEL_LOSSES = "personnel_losses"
    CIVILIANS = "civilians"
    STRIKES = "strikes"
    LOGISTICS = "logistics"
    MOBILISATION = "mobilisation"
    STATEMENTS = "statements"
    ASSESSMENTS = "assessments"


class Category(StrEnum):
    """What kind of thing was lost, captured or counted."""

    PERSONNEL = "personnel"
    CIVILIANS = "civilians"
    HEAVY_EQUIPMENT = "heavy_equipment"
    TANK = "tank"
    AFV = "afv"
    ARTILLERY = "artillery"
    MRL = "mrl"
    AIRCRAFT = "aircraft"
    HELICOPTER = "helicopter"
    DRONE = "drone"
    VEHICLE = "vehicle"
    SHIP = "ship"
    OTHER = "other"


class Side(StrEnum):
    """The side a figure is about: owner of what was lost or captured, or whose troops moved."""

    RUSSIA = "russia"
    UKRAINE = "ukraine"


class Party(StrEnum):
    """The side of the war a source belongs to."""

    UKRAINE = "ukraine"
    RUSSIA = "russia"
    NONE = "none"


class SourceKind(StrEnum):
    """What kind of source speaks."""

    PARTY_OFFICIAL = "party_official"
    FOREIGN_OFFICIAL = "foreign_official"
    OPEN_SOURCE_TRACKER = "open_source_tracker"
    THINK_TANK = "think_tank"
    NEWS_MEDIA = "news_media"
    REPUBLISHER = "republisher"
    WITNESS = "witness"
    ANALYST = "analyst"


class Reliability(StrEnum):
    """Reliability of a source, A-F as in the Admiralty system (NATO AJP-2.1)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Unit(StrEnum):
    """Unit of a measure. Nothing is converted: the unit is the one it was said in."""

    COUNT = "count"
    PEOPLE = "people"
    BODIES = "bodies"
    GRAVES = "graves"
    BRIDGES = "bridges"
    MISSILES = "missiles"
    ROCKETS = "rockets"
    BRIGADES = "brigades"
    KM2 = "km2"
    SQUARE_MILES = "square_miles"
    KM = "km"
    PERCENT = "percent"
    RATIO = "ratio"
    TIMES = "times"
    THIRDS = "thirds"
    DAYS = "days"
    HOURS = "hours"
    COUNT_PER_DAY = "count_per_day"
    PEOPLE_PER_DAY = "people_per_day"


class Verification(StrEnum):
    """What is known about whether a claim was checked, as recorded by its curator."""

    UNVERIFIED = "unverified"
    VISUALLY_CONFIRMED = "visually_confirmed"
    INDEPENDENTLY_VERIFIED = "independently_verified"
    DISPUTED = "disputed"


class CaveatCode(StrEnum):
    """Caveats that are recognised by rule; their plain words are content, in `facts/collection`."""

    INTERESTED_PARTY = "interested_party"
    REPUBLISHED_COPY = "republished_copy"
    SECOND_HAND = "second_hand"
    INCLUDES_OTHER_FRONT = "includes_other_front"
    DATE_INFERRED = "date_inferred"
    PLACE_INFERRED = "place_inferred"
    ANONYMOUS = "anonymous"
    LOWER_BOUND_BY_METHOD = "lower_bound_by_method"
    PUBLISHER_COULD_NOT_VERIFY = "publisher_could_not_verify"
    MEDIA_EMBARGO = "media_embargo"
    SINGLE_SOURCE = "single_source"
    SOURCE_WORDING_UNCLEAR = "source_wording_unclear"
    PAGE_NOT_FOUND_AGAIN = "page_not_found_again"
    CUMULATIVE = "cumulative"


class Action(StrEnum):
    """What a revision does to its fact."""

    CREATE = "create"
    CLARIFY = "clarify"
    CORRECT = "correct"
    RETRACT = "retract"
    RESTORE = "restore"


class RelationKind(StrEnum):
    """How one fact stands to another.

    `supersedes` points from the later figure to the earlier one, `part_of` from a part to its total.
    `contradicts`, `corroborates`, `same_event` and `same_claim` are symmetric.
    """

    CONTRADICTS = "contradicts"
    CORROBORATES = "corroborates"
    SUPERSEDES = "supersedes"
    PART_OF = "part_of"
    SAME_EVENT = "same_event"
    SAME_CLAIM = "same_claim"

    @property
    def symmetric(self) -> bool:
        """Tell whether the relation reads the same from both ends."""
        return self not in (RelationKind.SUPERSEDES, RelationKind.PART_OF)


class PlaceKind(StrEnum):
    """What kind of place a name stands for."""

    COUNTRY = "country"
    OBLAST = "oblast"
    CITY = "city"
    TOWN = "town"
    SETTLEMENT = "settlement"
    VILLAGE = "village"
    RIVER = "river"
    BRIDGE = "bridge"
    FRONT = "front"
