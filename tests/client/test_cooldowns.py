"""Cooldowns: a normal person never meets them, a flood does, and is told once."""

from __future__ import annotations

from bot.cooldowns import PERSON, Cooldowns


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_person_who_asks_every_other_second_for_an_hour_never_waits() -> None:
    clock = Clock()
    cooldowns = Cooldowns(clock)
    for _ in range(1_800):
        assert cooldowns.wait(1, 10) == 0
        clock.now += 2


def test_a_flood_is_stopped_and_the_wait_it_names_is_long_enough() -> None:
    clock = Clock()
    cooldowns = Cooldowns(clock)
    allowed = 0
    while not (wait := cooldowns.wait(1, None)):
        allowed += 1
    assert allowed == PERSON.burst
    clock.now += wait
    assert cooldowns.wait(1, None) == 0


def test_one_persons_flood_does_not_hold_up_another() -> None:
    cooldowns = Cooldowns(Clock())
    while not cooldowns.wait(1, 10):
        pass
    assert cooldowns.wait(2, 10) == 0


def test_a_server_as_a_whole_is_stopped_too() -> None:
    cooldowns = Cooldowns(Clock())
    assert any(cooldowns.wait(user, 10) for user in range(1_000, 1_500))
    assert cooldowns.wait(2_000, 11) == 0


def test_in_a_channel_the_wait_is_told_once_each_time() -> None:
    clock = Clock()
    cooldowns = Cooldowns(clock)
    assert cooldowns.tell(1, 2.0)
    assert not cooldowns.tell(1, 2.0)
    clock.now += 60
    assert cooldowns.tell(1, 2.0)


def test_memory_of_askers_is_bounded() -> None:
    clock = Clock()
    cooldowns = Cooldowns(clock)
    for user in range(60_000):
        clock.now += 0.01
        cooldowns.wait(user, None)
    assert len(cooldowns._buckets) < 25_000
