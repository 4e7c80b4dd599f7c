"""Delays of failed logins: they grow for who fails, and shut nobody else out."""

import pytest

from api.attempts import FREE, FREE_ANYWHERE, FREE_TAKEN, Attempts
from api.limits import Delays, Limits
from api.problems import Problem

HERE, ELSEWHERE = "203.0.113.9", "198.51.100.1"


def refused(attempt: object, *arguments: str) -> int:
    """The seconds to wait."""
    with pytest.raises(Problem) as problem:
        attempt(*arguments)  # type: ignore[operator]
    return int(problem.value.values["retry_after"])


def test_each_failure_doubles_the_delay_up_to_the_longest() -> None:
    now = 0.0
    delays = Delays(2, 60, clock=lambda: now)
    waits = []
    for _ in range(10):
        try:
            delays.attempt("amina")
            waits.append(0)
        except Problem as problem:
            waits.append(int(problem.values["retry_after"]))
            now += float(waits[-1])
            delays.attempt("amina")
    assert waits == [0, 0, 2, 3, 5, 9, 17, 33, 61, 61]
    delays.attempt("another")
    now += 3_601
    delays.attempt("amina")
    delays.attempt("amina")


def test_attempts_at_the_same_moment_count_before_they_fail() -> None:
    delays = Delays(3, 60, clock=lambda: 0.0)
    for _ in range(3):
        delays.attempt("amina")
    assert refused(delays.attempt, "amina") == 2


def test_a_client_that_fails_waits_and_others_do_not() -> None:
    attempts = Attempts(Limits())
    for _ in range(FREE):
        attempts.begin("amina", ELSEWHERE)
    assert refused(attempts.begin, "amina", ELSEWHERE) >= 1
    attempts.begin("amina", HERE)
    attempts.succeeded("amina", HERE)
    attempts.begin("driss", ELSEWHERE)


def test_guessers_with_many_addresses_wait_but_not_the_person_whose_address_is_known() -> None:
    attempts = Attempts(Limits())
    attempts.begin("amina", HERE)
    attempts.succeeded("amina", HERE)
    for number in range(FREE_ANYWHERE):
        attempts.begin("amina", f"198.51.100.{number}")
    assert refused(attempts.begin, "amina", "192.0.2.1") <= 21
    attempts.begin("amina", HERE)


def test_a_success_ends_the_delay() -> None:
    attempts = Attempts(Limits())
    for _ in range(10):
        for _ in range(FREE - 1):
            attempts.begin("amina", HERE)
        attempts.succeeded("amina", HERE)


def test_who_finds_many_logins_taken_waits() -> None:
    attempts = Attempts(Limits())
    for _ in range(100):
        attempts.begin_registration(HERE)
        attempts.registered(HERE)
    for _ in range(FREE_TAKEN):
        attempts.begin_registration(HERE)
    assert refused(attempts.begin_registration, HERE) >= 1
    attempts.begin_registration(ELSEWHERE)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.limits.MOST_BUCKETS", 10)
    delays = Delays(1, 60, clock=lambda: 0.0)
    for number in range(100):
        delays.attempt(number)
    assert len(delays._failed) == 10
