"""A majority: computed from the votes of the members, whatever anybody says of it."""

from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.rules.values import Majority, Share, Side
from domain.rules.voting import Council, Outcome
from domain.rules.voting import outcome as outcome_of

MEMBERS = [UUID(int=n) for n in range(1, 12)]
PRESIDENT = MEMBERS[0]
BY_PRESIDENT = Majority(more_than=Share(1, 2), of=("for", "against"), tie="president")
NEUTRAL = Majority(more_than=Share(1, 2), of=("for", "against"), tie="rejected")


def outcome(majority: Majority, votes: dict[UUID, Side], president: UUID | None) -> Outcome:
    """Of a council whose eleven members are all in office, and whose voters alone are present."""
    return outcome_of(majority, votes, Council(len(votes), len(MEMBERS), president))


votes = st.dictionaries(st.sampled_from(MEMBERS), st.sampled_from(["for", "against", "abstain"]))
bases = st.sampled_from([("for", "against"), ("for", "against", "abstain"), "present", "in_office"])
shares = st.sampled_from([Share(1, 2), Share(2, 3), Share(3, 4), Share(3, 5), Share(1, 1)])
majorities = st.one_of(
    st.just(BY_PRESIDENT),
    st.builds(Majority, more_than=shares, of=bases, tie=st.sampled_from(["rejected", "share"])),
    st.builds(Majority, at_least=shares, of=bases, tie=st.sampled_from(["rejected", "share"])),
)


def cast(sides: str) -> dict[UUID, Side]:
    """Votes by member, the president's first: + for, - against, 0 abstains."""
    meant: dict[str, Side] = {"+": "for", "-": "against", "0": "abstain"}
    return {member: meant[side] for member, side in zip(MEMBERS, sides, strict=False)}


@pytest.mark.parametrize(
    ("sides", "adopted", "by_president"),
    [
        ("-++", True, False),
        ("+--", False, False),
        ("+-", True, True),
        ("-+", False, True),
        ("0+-", False, False),
        ("++--0", True, True),
        ("+00000", True, False),
        ("0000", False, False),
        ("", False, False),
    ],
)
def test_on_a_tie_the_president_s_side_prevails(sides: str, adopted: bool, by_president: bool) -> None:
    result = outcome(BY_PRESIDENT, cast(sides), PRESIDENT)
    assert (result.adopted, result.by_president) == (adopted, by_president)
    assert result[:3] == (sides.count("+"), sides.count("-"), sides.count("0"))


def test_a_tie_is_lost_where_the_president_is_not_there_or_did_not_vote() -> None:
    assert not outcome(BY_PRESIDENT, cast("+-"), None).adopted
    assert not outcome(BY_PRESIDENT, cast("+-"), MEMBERS[-1]).adopted


def test_a_tie_rejects_where_the_rule_says_so_whoever_presides() -> None:
    assert outcome(NEUTRAL, cast("+-"), PRESIDENT) == (1, 1, 0, False, False)


def test_where_abstentions_are_votes_cast_they_stand_in_the_way() -> None:
    counted = Majority(more_than=Share(1, 2), of=("for", "against", "abstain"), tie="rejected")
    assert outcome(NEUTRAL, cast("++-000"), PRESIDENT).adopted
    assert not outcome(counted, cast("++-000"), PRESIDENT).adopted


@given(majorities, votes)
def test_nothing_is_adopted_without_a_vote_for_it(majority: Majority, votes: dict[UUID, Side]) -> None:
    if outcome(majority, votes, PRESIDENT).adopted:
        assert "for" in votes.values()


@given(majorities, votes)
def test_nothing_is_adopted_against_as_many_votes_as_it_has_but_by_the_president(
    majority: Majority, votes: dict[UUID, Side]
) -> None:
    result = outcome(majority, votes, PRESIDENT)
    if result.adopted:
        assert result.votes_for > result.votes_against or result.by_president or majority.tie == "share"
        assert result.votes_for >= result.votes_against


@given(majorities, votes, st.sampled_from(MEMBERS[1:]))
def test_one_more_vote_for_it_never_loses_it(majority: Majority, votes: dict[UUID, Side], member: UUID) -> None:
    if outcome(majority, votes, PRESIDENT).adopted:
        assert outcome(majority, votes | {member: "for"}, PRESIDENT).adopted


@given(majorities, votes)
def test_votes_are_all_counted_and_none_twice(majority: Majority, votes: dict[UUID, Side]) -> None:
    assert sum(outcome(majority, votes, PRESIDENT)[:3]) == len(votes)


@given(majorities, votes)
def test_only_where_the_rule_gives_it_does_the_president_decide(majority: Majority, votes: dict[UUID, Side]) -> None:
    if outcome(majority, votes, PRESIDENT).by_president:
        assert majority.tie == "president"


@st.composite
def counted(draw: st.DrawFn) -> tuple[dict[UUID, Side], Council]:
    """Up to sixty votes of members who are present, of members who are in office."""
    sides = draw(st.lists(st.sampled_from(["for", "against", "abstain"]), max_size=60))
    present = len(sides) + draw(st.integers(0, 20))
    cast: dict[UUID, Side] = {UUID(int=number): side for number, side in enumerate(sides, 1)}
    return cast, Council(present, present + draw(st.integers(0, 20)), UUID(int=1))


@given(counted(), st.integers(1, 12), st.integers(1, 12), bases, st.booleans())
def test_a_share_is_of_what_the_rule_names_and_is_exact(
    case: tuple[dict[UUID, Side], Council], part: int, of: int, base: Any, at_least: bool
) -> None:
    """By fractions that were reckoned apart: no share is ever rounded."""
    votes, council = case
    share = Share(min(part, of), max(part, of))
    assume(isinstance(base, str) or share.part * 2 >= share.of)
    chosen = {"at_least" if at_least else "more_than": share}
    result = outcome_of(Majority(**chosen, of=base, tie="share"), votes, council)
    sides = list(votes.values())
    whole = {"present": council.present, "in_office": council.in_office}.get(base) if isinstance(base, str) else None
    if whole is None:
        whole = sum(side in base for side in sides)
    needed = Fraction(share.part, share.of) * whole
    enough = result.votes_for >= needed if at_least else result.votes_for > needed
    assert result.adopted == (enough and result.votes_for >= result.votes_against and result.votes_for > 0)


@pytest.mark.parametrize("base", [("for", "against"), ("for", "against", "abstain"), "present", "in_office"])
@pytest.mark.parametrize(("part", "of"), [(1, 2), (3, 5), (2, 3), (3, 4), (4, 5)])
def test_exactly_the_share_is_at_least_it_and_not_more_than_it(base: Any, part: int, of: int) -> None:
    """Twelve times the share votes for it, the rest of the whole against: one vote fewer is too few for both."""
    whole, exactly = of * 12, part * 12

    def adopted(votes_for: int, at_least: bool) -> bool:
        rule = Majority(**{"at_least" if at_least else "more_than": Share(part, of)}, of=base, tie="share")
        sides: list[Side] = ["for"] * votes_for + ["against"] * (whole - votes_for)
        return outcome_of(
            rule, dict(zip(map(uuid_of, range(whole)), sides, strict=True)), Council(whole, whole, None)
        ).adopted

    assert [adopted(exactly + more, True) for more in (-1, 0, 1)] == [False, True, True]
    assert [adopted(exactly + more, False) for more in (-1, 0, 1)] == [False, False, True]


def uuid_of(number: int) -> UUID:
    return UUID(int=number)


def test_at_least_a_half_is_reached_by_a_tie_where_the_share_alone_decides() -> None:
    half = Majority(at_least=Share(1, 2), of=("for", "against"), tie="share")
    assert outcome(half, cast("+-"), PRESIDENT).adopted
    assert not outcome(half, cast("+--"), PRESIDENT).adopted
    assert not outcome(half, {}, PRESIDENT).adopted


def test_a_third_of_those_in_office_is_enough_only_with_more_for_than_against() -> None:
    third = Majority(at_least=Share(1, 3), of="in_office", tie="rejected")
    assert outcome(third, cast("++++---0"), PRESIDENT).adopted
    assert not outcome(third, cast("+++--"), PRESIDENT).adopted
    assert not outcome(third, cast("++++-----"), PRESIDENT).adopted
