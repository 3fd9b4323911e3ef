"""Each kind of difference between a history and a journal is found when it is planted."""

from __future__ import annotations

import dataclasses

import pytest
from week_compare import Call, Change, Failover, Move, Outage, differences, exposures, outage_differences

ROUTES = [("rtb-1", "0.0.0.0/0"), ("rtb-2", "10.0.0.0/8")]


def world() -> tuple[list[Call], list[Failover], dict[str, list[float]]]:
    """Two failovers of a pair that are told as they were."""
    calls, failovers = [], []
    for number, (at, eni) in enumerate([(100.0, "eni-b"), (200.0, "eni-a")]):
        calls += [Call(at + 0.4 + i / 100, *route, eni) for i, route in enumerate(ROUTES)]
        moves = [Move(*route, eni) for route in ROUTES]
        failovers.append(Failover(f"run-{number}", "p0", at + 0.2, at + 0.45, at, 2, moves))
    return calls, failovers, {"p0": [100.3, 200.9]}


def test_what_agrees_has_no_differences():
    assert differences(*world()) == []


def test_a_call_whose_answer_was_lost_belongs_to_the_one_that_was_answered():
    calls, failovers, events = world()
    calls.insert(0, dataclasses.replace(calls[0], time=100.3, is_lost=True))
    assert differences(calls, failovers, events) == []


def planted_dropped(calls, failovers, _):
    failovers.pop()


def planted_doubled(calls, failovers, _):
    failovers.append(dataclasses.replace(failovers[0]))


def planted_doubled_by_another_name(calls, failovers, _):
    failovers.append(dataclasses.replace(failovers[0], run="another"))


def planted_missing_route(calls, failovers, _):
    failovers[0].moves.pop()


def planted_wrong_count(calls, failovers, _):
    failovers[0].moved = 3


def planted_wrong_end(calls, failovers, _):
    failovers[0].finished += 0.2
    failovers[0].started -= 2
    calls[:2] = [dataclasses.replace(call, time=call.time - 1) for call in calls[:2]]


def planted_wrong_target(calls, failovers, _):
    failovers[0].moves[0] = dataclasses.replace(failovers[0].moves[0], eni="eni-c")


def planted_invented(calls, failovers, _):
    failovers.append(Failover("ghost", "p0", 300, 300.5, None, 1, [Move("rtb-1", "0.0.0.0/0", "eni-b")]))


def planted_silent_call(calls, failovers, _):
    calls.append(Call(400.0, "rtb-1", "0.0.0.0/0", "eni-b"))


def planted_wrong_event(calls, failovers, _):
    failovers[0].event = 90.0


@pytest.mark.parametrize("plant", [f for n, f in sorted(globals().items()) if n.startswith("planted_")])
def test_a_planted_difference_is_found(plant):
    calls, failovers, events = world()
    plant(calls, failovers, events)
    assert differences(calls, failovers, events)


def outage() -> tuple[Outage, list[tuple[float, float]], list[Failover]]:
    """One outage that a function ended on an event, and one that only looks saw."""
    return Outage("p0", 0.7 + 60, 0), [(100, 100.7), (200, 258)], [Failover("run", "p0", 100.3, 100.7, 100, 1, [])]


def test_exposures_are_the_times_in_which_a_route_points_at_a_failed_router():
    routes = {route: "eni-a" for route in ROUTES}
    changes = [
        Change(10, "eni-b", False), Change(20, "eni-b", True), Change(30, "eni-a", False), Change(35, "eni-b", False),
        Change(40, "eni-b", True), Change(50, "eni-a", True), Change(90, "eni-b", False),
    ]  # fmt: skip
    calls = [Call(31, *ROUTES[0], "eni-b"), Call(32, *ROUTES[1], "eni-b")]
    assert exposures(routes, calls, changes, 95) == [(30, 32), (35, 40), (90, 95)]
    assert exposures(routes, [], [], 95) == []


def test_outage_that_is_told_as_it_was_has_no_differences():
    assert outage_differences(*outage(), look=20) == []
    (_, truth, failovers) = outage()
    # Known from the second event on, because the first was lost; and a part of what looks see lies between them.
    late = [dataclasses.replace(failovers[0], event=100.6)]
    assert outage_differences(Outage("p0", 0.1 + 40, 0), truth, late, look=20) == []
    assert outage_differences(Outage("p0", 0.7, 58), truth, failovers, look=20) == []


@pytest.mark.parametrize("unavailable, unknown", [(0, 0), (37.9, 0), (80.3, 0), (0.7, 20)])
def test_outage_that_is_told_otherwise_is_found(unavailable, unknown):
    (_, truth, failovers) = outage()
    assert outage_differences(Outage("p0", unavailable, unknown), truth, failovers, look=20)


def test_what_a_stale_answer_showed_until_the_next_look_may_be_told():
    (told, truth, failovers) = outage()
    told.unavailable += 38
    assert outage_differences(told, truth, failovers, look=20)
    assert outage_differences(dataclasses.replace(told, stale=1), truth, failovers, look=20) == []


def test_a_function_that_moves_again_what_another_moved_is_told_to_its_end():
    (_, truth, failovers) = outage()
    failovers.append(Failover("another", "p0", 100.6, 103, 100, 1, []))
    assert outage_differences(Outage("p0", 3 + 58, 0), truth, failovers, look=20) == []
    assert outage_differences(Outage("p0", 25 + 58, 0), truth, failovers, look=20)


def test_an_outage_ended_on_an_event_may_not_be_told_shorter_nor_longer():
    (truth, failovers) = ([(100, 110)], [Failover("run", "p0", 109, 110, 100, 1, [])])
    assert outage_differences(Outage("p0", 10, 0), truth, failovers, look=20) == []
    for wrong in (8.4, 11.6):
        assert outage_differences(Outage("p0", wrong, 0), truth, failovers, look=20)
