"""Polis exports in the record: what becomes of every row, what is known again, what is left out and why."""

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import anyio
import pytest

from domain.communities.community import Register as RegisterCommunity
from domain.communities.community import community_id
from domain.communities.office import Grant
from domain.kernel import Person, System
from domain.participation import ballot, consultation, proposal
from domain.participation.ballot import BallotCast, BallotChanged, BallotConfirmed
from domain.participation.proposal_events import ProposalModerated, ProposalSubmitted
from domain.record import Account, Outcome, Request
from domain.text import Sealed
from ops.imports.common import batches
from ops.imports.common.report import Counts
from ops.imports.polis.staging import Staging
from ops.settings import Settings
from ops.wiring import opened
from tests.ops.imports.exports import ROWS, SOME_COMMENTS, SOME_VOTES, at, comment, export, vote
from tests.ops.imports.polis_import import Importing

pytestmark = pytest.mark.anyio


async def test_every_row_in_the_order_of_time_then_the_moderation(importing: Importing, tmp_path: Path) -> None:
    assert await importing.folders(export(tmp_path)) == Counts(recorded=ROWS)
    assert importing.problems() == []
    assert await importing.events() == [
        "CommunityRegistered",
        "ConsultationOpened",
        "ProposalSubmitted",
        "BallotCast",
        "BallotCast",
        "ProposalSubmitted",
        "BallotCast",
        "BallotChanged",
        "BallotConfirmed",
        "ProposalSubmitted",
        "BallotCast",
        "ProposalModerated",
        "ProposalModerated",
    ]


async def test_each_with_its_own_time_and_who_it_was(importing: Importing, tmp_path: Path) -> None:
    await importing.folders(export(tmp_path))
    log = await importing.log()
    cast = [entry for entry in log if isinstance(entry.data, BallotCast | BallotChanged | BallotConfirmed)]
    assert [int(entry.occurred_at.timestamp() * 1000) for entry in cast] == [
        at(minute) for minute in (1, 2, 6, 7, 8, 10)
    ]
    assert all(entry.actor == System("polis-import") and isinstance(entry.on_behalf_of, Person) for entry in cast)
    first, second, on_another, changed, confirmed, _ = (entry.on_behalf_of for entry in cast)
    assert first == on_another == confirmed
    assert second == changed != first
    submitted = [entry for entry in log if isinstance(entry.data, ProposalSubmitted)]
    assert [entry.data.reference for entry in submitted] == ["0", "1", "2"]
    assert submitted[0].on_behalf_of == first
    assert [entry.data.body.language for entry in submitted] == ["und", "und", "ar"]
    assert [entry.data.moderation for entry in log if isinstance(entry.data, ProposalModerated)] == [
        "accepted",
        "hidden",
    ]


async def test_the_words_are_kept_sealed_each_under_its_authors_key(importing: Importing, tmp_path: Path) -> None:
    await importing.folders(export(tmp_path))
    submitted = [entry for entry in await importing.log() if isinstance(entry.data, ProposalSubmitted)]
    opened = await importing.register.vault.open([(entry.event_id, "body") for entry in submitted])
    assert [opened[entry.event_id, "body"] for entry in submitted] == [row[-1] for row in SOME_COMMENTS]
    async with importing.register.pool.connection() as db:
        ((keys,),) = await (await db.execute("select count(*) from data_key")).fetchall()
    assert keys == len({row[2] for row in SOME_COMMENTS}) + 1  # the authors', and for the description the community's


async def test_a_proposal_goes_before_its_first_vote_even_if_its_own_time_is_later(
    importing: Importing, tmp_path: Path
) -> None:
    folder = export(tmp_path, comments=[comment(5, 0, 7, "Limes")], votes=[vote(1, 0, 8, 1), vote(9, 0, 9, 1)])
    await importing.folders(folder)
    _, _, submitted, cast, *_ = await importing.log()
    assert isinstance(submitted.data, ProposalSubmitted)
    assert int(submitted.occurred_at.timestamp() * 1000) == at(5)
    assert isinstance(cast.data, BallotCast)


async def test_a_second_import_records_nothing_wherever_the_files_lie(importing: Importing, tmp_path: Path) -> None:
    await importing.folders(export(tmp_path / "one"))
    before = await importing.log()
    elsewhere = export(tmp_path / "two", comments=SOME_COMMENTS[::-1], votes=SOME_VOTES[::-1])
    body = (elsewhere / "comments.csv").read_text()
    (elsewhere / "comments.csv").write_text("\ufeff" + body, newline="\r\n")
    assert await importing.folders(elsewhere) == Counts(already_there=ROWS)
    assert importing.problems() == []
    assert await importing.log() == before


async def test_identical_rows_are_each_one_of_their_own(importing: Importing, tmp_path: Path) -> None:
    twice = [vote(1, 0, 7, 1), vote(1, 0, 7, 1)]
    assert (await importing.folders(export(tmp_path, votes=twice))).recorded == len(SOME_COMMENTS) + 2
    assert Counter(await importing.events())["BallotConfirmed"] == 1
    thrice = [*twice, vote(1, 0, 7, 1)]
    assert (await importing.folders(export(tmp_path, votes=thrice))).already_there == len(SOME_COMMENTS) + 2


async def test_a_later_export_adds_what_is_new(importing: Importing, tmp_path: Path) -> None:
    await importing.folders(export(tmp_path))
    later = export(
        tmp_path,
        comments=[comment(20, 3, 9, "Planes"), *SOME_COMMENTS],
        votes=[vote(21, 3, 7, 1), *SOME_VOTES, vote(22, 0, 8, -1)],
    )
    assert await importing.folders(later) == Counts(recorded=3, already_there=ROWS)
    assert (await importing.events())[-3:] == ["ProposalSubmitted", "BallotCast", "BallotChanged"]


async def test_a_later_export_changes_the_moderation_there_and_back(importing: Importing, tmp_path: Path) -> None:
    for verdict in (1, -1, 1, 1):
        await importing.folders(export(tmp_path, comments=[comment(0, 0, 7, "Limes", verdict)], votes=[]))
    moderated = [entry.data for entry in await importing.log() if isinstance(entry.data, ProposalModerated)]
    assert [(event.moderation_was, event.moderation) for event in moderated] == [
        ("unmoderated", "accepted"),
        ("accepted", "hidden"),
        ("hidden", "accepted"),
    ]


async def test_what_is_older_than_the_last_recorded_is_reported(importing: Importing, tmp_path: Path) -> None:
    await importing.folders(export(tmp_path))
    before = await importing.log()
    later = export(
        tmp_path,
        comments=[*SOME_COMMENTS, comment(4, 3, 9, "Too late")],
        votes=[*SOME_VOTES, vote(3, 0, 9, 1), vote(30, 3, 9, 1)],
    )
    assert await importing.folders(later) == Counts(already_there=ROWS, skipped=3)
    assert sorted(importing.problems()) == [("comments.csv", 7), ("votes.csv", 8), ("votes.csv", 9)]
    assert await importing.log() == before


async def test_what_happened_at_the_last_recorded_moment_is_not_too_late(importing: Importing, tmp_path: Path) -> None:
    await importing.folders(export(tmp_path))
    later = export(tmp_path, votes=[*SOME_VOTES, vote(10, 2, 8, 1)])
    assert await importing.folders(later) == Counts(recorded=1, already_there=ROWS)


async def test_a_comment_that_now_says_something_else_stays_what_it_was(importing: Importing, tmp_path: Path) -> None:
    await importing.folders(export(tmp_path))
    other = [comment(0, 0, 7, "Limes, cut down", -1), *SOME_COMMENTS[1:]]
    later = export(tmp_path, comments=other, votes=[*SOME_VOTES, vote(30, 0, 9, 1)])
    assert await importing.folders(later) == Counts(recorded=1, already_there=ROWS - 1, skipped=1)
    assert importing.problems() == [("comments.csv", 2)]


async def test_other_columns_no_body_and_no_description_are_no_damage(importing: Importing, tmp_path: Path) -> None:
    summary = [["topic", "Trees"], ["url", "https://pol.is/3trees"], ["conversation-description", ""]]
    folder = export(tmp_path, comments=[comment(0, 0, 7, ""), comment(1, 1, 7, " ")], votes=[], summary=summary)
    text = (folder / "comments.csv").read_text().splitlines()
    head, *rows = (["Thu Jun 19", *line.split(",")[::-1]] for line in text)
    with (folder / "comments.csv").open("w", newline="") as out:
        csv.writer(out).writerows([["datetime", *head[1:]], *rows])
    assert await importing.folders(folder) == Counts(recorded=2)
    assert importing.problems() == []


async def test_a_conversation_without_an_address_is_known_by_what_it_says(importing: Importing, tmp_path: Path) -> None:
    named = [["topic", "Trees"], ["conversation-description", "Where?"]]
    await importing.folders(export(tmp_path / "one", summary=named))
    assert (await importing.folders(export(tmp_path / "two", summary=named))).already_there == ROWS
    other = [["topic", "Trees"], ["conversation-description", "Which?"]]
    assert (await importing.folders(export(tmp_path / "three", summary=other))).recorded == ROWS


async def test_whose_it_is(importing: Importing, tmp_path: Path) -> None:
    folder = export(tmp_path)
    await importing.register.record.execute(RegisterCommunity("01.001", {"ar": "جماعة"}), by=System("operator"))
    await importing.folders(folder, community="01.001")
    assert {entry.community for entry in await importing.log()} == {community_id("01.001")}
    assert (await importing.folders(folder)).already_there == ROWS
    await importing.folders(folder, community="02.002")
    assert "--community" in importing.reason()


async def test_it_takes_no_live_contribution(importing: Importing, tmp_path: Path) -> None:
    await importing.folders(export(tmp_path))
    (submitted, *_) = (entry for entry in await importing.log() if isinstance(entry.data, ProposalSubmitted))
    live = ballot.Cast(submitted.root, submitted.stream, "agree")
    with pytest.raises(consultation.Imported):
        await importing.register.record.execute(live, by=Account(submitted.event_id))


async def test_what_an_office_here_has_moderated_stays(importing: Importing, tmp_path: Path) -> None:
    rows = [comment(0, 0, 7, "Limes", 1)]
    await importing.folders(export(tmp_path, comments=rows, votes=[]))
    (submitted,) = (entry for entry in await importing.log() if isinstance(entry.data, ProposalSubmitted))
    moderator = Account(submitted.event_id)
    register = importing.register
    holder = register.keyring.pseudonym(submitted.community, moderator.person.bytes)
    await register.record.execute(Grant(submitted.community, holder, "moderator"), by=System("operator"))
    hide = proposal.Moderate(submitted.root, submitted.stream, "hidden", Sealed("fr", "Hors sujet"))
    await register.record.execute(hide, by=moderator)
    before = await importing.log()
    await importing.folders(export(tmp_path, comments=rows, votes=[]))
    assert await importing.log() == before


async def test_a_connection_lost_on_the_way_loses_and_doubles_nothing(importing: Importing, tmp_path: Path) -> None:
    votes = [vote(minute, 0, minute, 1) for minute in range(1, 1_001)]
    lost = []

    def lose(done: int, total: int) -> None:
        if done and not lost:
            lost.append(done)
            with importing.register.database.as_owner() as db:
                db.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where datname = current_database() and pid <> pg_backend_pid()"
                )

    counts = await importing.folders(export(tmp_path, votes=votes), on_progress=lose)
    assert lost
    assert lost[0] < len(votes)
    assert counts == Counts(recorded=len(votes) + len(SOME_COMMENTS))
    assert Counter(await importing.events())["BallotCast"] == len(votes)


async def test_a_batch_that_does_not_get_through_is_cut(
    importing: Importing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute_atomically = importing.register.record.execute_atomically

    async def slow(requests: Sequence[Request]) -> list[Outcome]:
        if len(requests) > 100:
            await anyio.sleep_forever()
        return await execute_atomically(requests)

    monkeypatch.setattr(importing.register.record, "execute_atomically", slow)
    monkeypatch.setattr(batches, "STUCK", 0.5)
    votes = [vote(minute, 0, minute, 1) for minute in range(1, 301)]
    counts = await importing.folders(export(tmp_path, votes=votes))
    assert counts == Counts(recorded=len(votes) + len(SOME_COMMENTS))


async def test_a_ballot_whose_first_row_a_later_export_no_longer_has(
    importing: Importing, settings: Settings, tmp_path: Path
) -> None:
    await importing.folders(export(tmp_path))
    later = export(tmp_path, votes=[vote(30, 0, 7, -1), vote(31, 2, 9, 1)])
    async with opened(settings) as another:  # it remembers nothing of the first import
        await Importing(another, importing.staging).folders(later)
    assert (await importing.events())[-2:] == ["BallotChanged", "BallotConfirmed"]


async def test_two_imports_at_once_record_everything_once(
    importing: Importing, settings: Settings, tmp_path: Path
) -> None:
    folder = export(tmp_path / "export", votes=[vote(minute, 0, minute, 1) for minute in range(1, 601)])
    staging = Staging()
    async with opened(settings) as another, anyio.create_task_group() as both:
        counts: list[Counts] = []

        async def one(by: Importing) -> None:
            counts.append(await by.folders(folder))

        both.start_soon(one, importing)
        both.start_soon(one, Importing(another, staging))
    staging.close()
    rows = 600 + len(SOME_COMMENTS)
    assert sum(each.recorded for each in counts) == rows
    assert sum(each.already_there for each in counts) == rows
    assert Counter(await importing.events())["BallotCast"] == 600


async def test_a_whole_conversation_as_its_files_say(importing: Importing, polis: Path) -> None:
    folder = polis / "london.youth.policing"
    with (folder / "comments.csv").open(newline="", encoding="utf-8") as file:
        comments = {row["comment-id"]: row for row in csv.DictReader(file)}
    with (folder / "votes.csv").open(newline="", encoding="utf-8") as file:
        votes = list(csv.DictReader(file))
    assert await importing.folders(folder) == Counts(recorded=len(comments) + len(votes))
    log = await importing.log()
    submitted = {entry.stream: entry for entry in log if isinstance(entry.data, ProposalSubmitted)}
    cast = [entry.data for entry in log if isinstance(entry.data, BallotCast | BallotChanged | BallotConfirmed)]
    by_choice = Counter((submitted[event.proposal].data.reference, event.choice) for event in cast)
    for id, row in comments.items():
        assert (by_choice[id, "agree"], by_choice[id, "disagree"]) == (int(row["agrees"]), int(row["disagrees"]))
    texts = await importing.register.vault.open([(entry.event_id, "body") for entry in submitted.values()])
    assert {entry.data.reference: texts[entry.event_id, "body"] for entry in submitted.values()} == {
        id: row["comment-body"] for id, row in comments.items()
    }
    times = [entry.occurred_at for entry in log if isinstance(entry.data, BallotCast | BallotChanged | BallotConfirmed)]
    assert times == sorted(times)
