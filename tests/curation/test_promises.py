"""Any sequence of curation commands, sensible or not, keeps the promises.

A machine lets moderators, members and strangers of two servers and an owner act at random, and keeps
its own account: chains stay valid, the projection is what the log says, and what is done in one place
changes nothing anywhere else.
"""

from __future__ import annotations

import asyncio
from itertools import count
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from facts.curation.change import Change, ChangeKind, LinkTo
from facts.curation.curator import Curator
from facts.curation.incoming import Incoming
from facts.curation.leaving import Leaving
from facts.curation.mydata import delete_mydata
from facts.curation.review import Review
from facts.curation.rights import Member, may_curate
from facts.errors import FactlineError
from facts.model import RelationKind, Withdrawal
from facts.store import Store
from facts.store.curation_queue import ItemState, list_items
from facts.store.snapshots import Snapshots
from tests.store.records import body, furnish

SCOPES = ("base", "77", "88")
PEOPLE = (
    Member("900000000000000001"),
    Member("900000000000000020", "77", manage_server=True),
    Member("900000000000000021", "77", manage_server=True),
    Member("900000000000000030", "77"),
    Member("900000000000000040", "88", manage_server=True),
    Member("900000000000000020", "88"),
)
OWNERS = {"900000000000000001"}
people = st.sampled_from(PEOPLE)
facts = st.sampled_from(["a", "b", "c"])
words = st.sampled_from(["One.", "Two.", "Ж'\"%;", "Three."])
numbers = st.integers(1, 3)
_RUNS = count()


class Curating(RuleBasedStateMachine):
    """Act at random, and remember."""

    loop: asyncio.AbstractEventLoop
    curator: Curator

    def __init__(self) -> None:
        super().__init__()
        self.run = next(_RUNS)
        self.may_move: set[str] = set()
        self.digests = self._digests()

    def _do(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    def _digests(self) -> dict[str, str]:
        return {scope: self._do(self.curator.store.layer(scope)).digest for scope in SCOPES}

    def _id(self, name: str) -> str:
        return f"run-{self.run}-{name}"

    def _act(self, by: Member, work: Any) -> Any:
        """Let somebody do something; what is refused must leave no trace."""
        try:
            done = self._do(work)
        except FactlineError:
            return None
        self.may_move = {by.guild or "base"}
        return done

    @rule(
        by=people,
        kind=st.sampled_from(list(ChangeKind)),
        fact=facts,
        other=facts,
        said=words,
        based_on=numbers,
        earlier=st.none() | numbers,
        relation=st.sampled_from(list(RelationKind)),
    )
    def change(
        self,
        by: Member,
        kind: ChangeKind,
        fact: str,
        other: str,
        said: str,
        based_on: int,
        earlier: int | None,
        relation: RelationKind,
    ) -> None:
        """Make any change, sensible or not."""
        linked = kind in (ChangeKind.LINK, ChangeKind.UNLINK) and fact != other
        asked = Change(
            kind,
            self._id(fact),
            body(said),
            "Because.",
            "Readers should know.",
            None if kind is ChangeKind.CREATE else based_on,
            earlier,
            (LinkTo(relation, self._id(other)),) if linked else (),
            Withdrawal(None, said),
            text="hide" if kind is ChangeKind.LIFT else said,
        )
        made = self._act(by, self.curator.perform(asked, by=by))
        rights = may_curate(by, self.curator.settings.of(by.guild), OWNERS)
        assert made is None or rights.allowed

    @rule(by=people, said=words)
    def suggest(self, by: Member, said: str) -> None:
        """Send a suggestion."""
        self._act(by, Incoming(self.curator).suggest(body(said), by=by, channel=None))
        self.may_move = set()

    @rule(by=people, approve=st.booleans(), version=numbers)
    def decide(self, by: Member, approve: bool, version: int) -> None:
        """Decide the oldest item of any queue, one's own or another's."""
        review = Review(self.curator)
        for scope in SCOPES:
            held = self._do(
                list_items(self.curator.store, scope, states=(ItemState.OPEN,), limit=1)
            )
            for item in held:
                work = (
                    review.approve(item.id, version=version, by=by)
                    if approve
                    else review.reject(item.id, version=version, reason="No.", by=by)
                )
                if self._act(by, work) is not None:
                    assert item.scope == (by.guild or "base")

    @rule(by=people, on=st.sampled_from(["on", "off"]))
    def two_person(self, by: Member, on: str) -> None:
        """Turn the two-person rule on or off."""
        self._act(by, self.curator.settings.set("two_person", on, by=by))

    @rule(by=people)
    def forget(self, by: Member) -> None:
        """Forget somebody."""
        self._do(delete_mydata(self.curator.store, by.user_id))

    @rule(by=st.sampled_from(PEOPLE[1:]), sure=st.integers(0, 5))
    def leave(self, by: Member, sure: int) -> None:
        """Delete everything of a server, now and then."""
        if sure == 0:
            self._act(by, Leaving(self.curator).delete_everything(by=by))

    @invariant()
    def only_the_place_that_acted_changes(self) -> None:
        """Promise 8: what is done in one place shows nowhere else."""
        now = self._digests()
        moved = {scope for scope in SCOPES if now[scope] != self.digests[scope]}
        assert moved <= self.may_move
        self.digests, self.may_move = now, set()

    @invariant()
    def the_record_is_valid_and_memory_agrees(self) -> None:
        """Chains, gaps, projections, relation rules; and layers in memory equal those read anew."""
        assert self._do(self.curator.store.verify()) == []
        self._do(self.curator.snapshots.refresh())
        assert self.curator.snapshots.base().digest == self.digests["base"]
        for guild in SCOPES[1:]:
            layer = self._do(self.curator.snapshots.ensure_guild(guild))
            assert layer.digest == self.digests[guild]


def test_any_sequence_of_commands_keeps_the_promises(database: str) -> None:
    loop = asyncio.new_event_loop()

    async def start() -> Curator:
        store = await Store.open(database)
        await furnish(store)
        snapshots = Snapshots(store)
        await snapshots.load()
        return Curator(store, snapshots, owners=OWNERS)

    curator = loop.run_until_complete(start())
    machine = type("Machine", (Curating,), {"loop": loop, "curator": curator})
    try:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=10,
                stateful_step_count=15,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        loop.run_until_complete(curator.store.close())
        loop.close()
