"""Promises 5 and 8 over generated histories: nothing is overwritten, and a server's stays its own.

A machine makes random changes to the shared record and to two servers, right and wrong ones, and
keeps its own account of what must now be true.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
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

from facts.errors import FactlineError
from facts.model import Action, Relation, RelationKind, Revision
from facts.snapshot import Layer
from facts.store import Store
from facts.store.snapshots import Snapshots
from tests.store.records import body, furnish

SCOPES = ("base", "77", "88")
scopes = st.sampled_from(SCOPES)
names = st.sampled_from(["a", "b"])
words = st.text("abc é'\"\\%;ж\u202e", min_size=1, max_size=12).filter(str.strip)
_RUNS = count()


class Histories(RuleBasedStateMachine):
    """Change a store at random, and remember."""

    loop: asyncio.AbstractEventLoop
    store: Store
    layers: Snapshots

    def __init__(self) -> None:
        super().__init__()
        self.run = next(_RUNS)
        self.seen: dict[tuple[str, str], list[Revision]] = defaultdict(list)
        self.digests = self._digests()
        self.wrote: str | None = None

    def _do(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    def _digests(self) -> dict[str, str]:
        return {scope: self._do(self.store.layer(scope)).digest for scope in SCOPES}

    def _id(self, name: str) -> str:
        return f"run-{self.run}-{name}"

    async def _write(self, scope: str, work: Any) -> Any:
        """Do one thing in one transaction; what is refused must leave no trace."""
        self.wrote = scope
        try:
            async with self.store.writing(actor="user:1", scope=scope) as w:
                return await work(w)
        except FactlineError:
            self.wrote = None
            return None

    @rule(scope=scopes, name=names, said=words)
    def create(self, scope: str, name: str, said: str) -> None:
        """Create a fact, or fail to, because the id was used."""
        made = self._do(self._write(scope, lambda w: w.create(self._id(name), body(said))))
        known = self.seen[scope, name]
        if made is not None:
            assert not known
            known.append(made)

    @rule(
        scope=scopes,
        name=names,
        action=st.sampled_from(list(Action)),
        said=st.none() | words,
        based_on=st.none() | st.integers(1, 3),
    )
    def revise(
        self, scope: str, name: str, action: Action, said: str | None, based_on: int | None
    ) -> None:
        """Revise a fact in any way, sensible or not."""
        new = None if said is None else body(said)

        async def work(w: Any) -> Revision:
            made: Revision = await w.revise(
                self._id(name), action, new, reason="Because.", based_on=based_on
            )
            return made

        made = self._do(self._write(scope, work))
        known = self.seen[scope, name]
        if made is not None:
            assert known
            assert made.number == len(known) + 1
            assert based_on in (None, len(known))
            known.append(made)

    @rule(scope=scopes, kind=st.sampled_from(list(RelationKind)), ends=st.permutations("ab"))
    def relate(self, scope: str, kind: RelationKind, ends: list[str]) -> None:
        """Link two facts."""
        link = Relation(kind, self._id(ends[0]), self._id(ends[1]), scope)
        self._do(self._write(scope, lambda w: w.relate(link)))

    @rule(scope=scopes, kind=st.sampled_from(list(RelationKind)), ends=st.permutations("ab"))
    def end(self, scope: str, kind: RelationKind, ends: list[str]) -> None:
        """End a link."""
        link = Relation(kind, self._id(ends[0]), self._id(ends[1]), scope)
        self._do(self._write(scope, lambda w: w.end_relation(link, reason="Not so.")))

    @rule(
        scope=scopes, name=names, kind=st.sampled_from(["hide", "note", "pin"]), lift=st.booleans()
    )
    def overlay(self, scope: str, name: str, kind: Any, lift: bool) -> None:
        """Hide, annotate or pin, or take that back."""

        async def work(w: Any) -> None:
            if lift:
                await w.lift_overlay(self._id(name), kind)
            else:
                await w.overlay(self._id(name), kind, "Words.")

        self._do(self._write(scope, work))

    @invariant()
    def only_the_scope_written_changes(self) -> None:
        """Promise 8: what one server does shows nowhere else; what is refused shows nowhere."""
        now = self._digests()
        moved = {scope for scope in SCOPES if now[scope] != self.digests[scope]}
        assert moved <= {self.wrote}
        self.digests, self.wrote = now, None

    @invariant()
    def nothing_is_overwritten(self) -> None:
        """Promise 5: every revision ever acknowledged is read back as it was."""
        for (scope, name), known in self.seen.items():
            assert self._do(self.store.history(self._id(name), [scope])) == known

    def teardown(self) -> None:
        """At the end the record is clean, and what was followed equals what is read anew."""
        assert self._do(self.store.verify()) == []
        self._do(self.layers.refresh())
        read: dict[str, Layer] = {scope: self._do(self.store.layer(scope)) for scope in SCOPES}
        assert self.layers.base().digest == read["base"].digest
        assert self.layers.base().records == read["base"].records
        for guild in SCOPES[1:]:
            layer = self.layers.guild(guild)
            assert layer is not None
            assert (layer.digest, layer.edges) == (read[guild].digest, read[guild].edges)


def test_random_histories_keep_the_promises(database: str) -> None:
    loop = asyncio.new_event_loop()

    async def start() -> tuple[Store, Snapshots]:
        store = await Store.open(database)
        await furnish(store)
        layers = Snapshots(store)
        await layers.load()
        for guild in SCOPES[1:]:
            await layers.ensure_guild(guild)
        return store, layers

    store, layers = loop.run_until_complete(start())
    machine = type("Machine", (Histories,), {"loop": loop, "store": store, "layers": layers})
    try:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=12,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        loop.run_until_complete(store.close())
        loop.close()
