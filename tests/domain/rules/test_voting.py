"""A majority: computed from the votes of the members, whatever anybody says of it."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.values import Majority, Share, Side
from domain.rules.voting import outcome

MEMBERS = [UUID(int=n) for n in range(1, 12)]
PRESIDENT = MEMBERS[0]
BY_PRESIDENT = Majority(Share(1, 2), ("for", "against"), "president")
NEUTRAL = Majority(Share(1, 2), ("for", "against"), "rejected")

votes = st.dictionaries(st.sampled_from(MEMBERS), st.sampled_from(["for", "against", "abstain"]))
bases = st.sampled_from([("for", "against"), ("for", "against", "abstain")])
majorities = st.one_of(
    st.just(BY_PRESIDENT),
    st.builds(
        Majority,
        more_than=st.sampled_from([Share(1, 2), Share(2, 3), Share(3, 4)]),
        of=bases,
        tie=st.just("rejected"),
    ),
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
    counted = Majority(Share(1, 2), ("for", "against", "abstain"), "rejected")
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
        assert result.votes_for > result.votes_against or result.by_president
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
