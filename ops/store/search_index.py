"""The index of the search: keyed tokens of the titles and texts of proposals that may be read.

It takes each batch of the log before the read models do: a proposal that they show can be found. Its position is in its own
table. So a new index, one of another form, and one that a backup left out are made from the beginning of the log while the record
serves, and one that was interrupted goes on where it stood.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from threading import Event, Thread
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.participation.proposal_events import (
    ProposalAmended,
    ProposalModerated,
    ProposalRestored,
    ProposalSubmitted,
    ProposalWithdrawn,
)
from domain.participation.proposal_state import Proposal, evolve
from domain.participation.withheld import withheld
from ops.keys import Keyring, unseal
from projections import search
from projections.toolkit.kernel import At
from projections.toolkit.log import AWAY, Record, entries
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)

WORDS = (ProposalSubmitted, ProposalAmended)
CHANGES = (*WORDS, ProposalModerated, ProposalRestored, ProposalWithdrawn)
"""The events after which a proposal is indexed again."""

PAGE = 500
"""Events of a transaction, while the index is made."""

PAUSE = 5.0
"""Seconds after which an index that could not go on tries again."""

OnProgress = Callable[[int, int], None]
"""Called with the position that the index wants, and the position after the log's last."""

log = logging.getLogger(__name__)


class SearchIndex:
    """Keeps the index of a record. Several processes may: each transaction locks the index."""

    def __init__(self, record: Record, keyring: Keyring) -> None:
        self._record, self._keyring = record, keyring
        self._form = keyring.token(f"form {search.FORM}")
        self._behind, self._ended = Event(), Event()
        self._following: Connection[Any] | None = None
        self._catching_up = Thread(target=self._keep_up, name="search index", daemon=True)

    def start(self) -> None:
        """Starts a thread that makes the index, and brings it up to the log whenever `take` finds that it is behind."""
        self._behind.set()
        self._catching_up.start()

    def end(self) -> None:
        self._ended.set()
        self._behind.set()
        self._catching_up.join(timeout=10)

    def take(self, batch: Sequence[At]) -> None:
        """Indexes a batch of the log, unless the index is behind it. Raises nothing: the read models go on without the search."""
        if not batch:
            return
        try:
            if self._following is None or self._following.closed:
                self._following = self._connected()
            if not self._indexed(self._following, batch[0][0], batch[-1][0] + 1, batch):
                self._behind.set()
        except Exception as error:
            log.warning("search index: trying again: %s", type(error).__name__, exc_info=not isinstance(error, AWAY))
            self._behind.set()

    def catch_up(self, on_progress: OnProgress = lambda next, end: None) -> None:
        """Brings the index to the end of the log."""
        recorder, mapper = self._record.application.recorder, self._record.application.mapper
        topics = [event.TOPIC for event in CHANGES]
        with closing(self._connected()) as db:
            while not self._ended.is_set():
                first, end = self._state(db), recorder.max_notification_id() or 0
                on_progress(first, end)
                if first >= end:
                    return
                page = entries(mapper, recorder.select_notifications(first + 1, PAGE, end, topics))
                self._indexed(db, first, page[-1][0] + 1 if len(page) == PAGE else end, page)

    def _keep_up(self) -> None:
        while not self._ended.is_set():
            self._behind.wait()
            self._behind.clear()
            try:
                self.catch_up(self._report)
            except Exception as error:
                log.warning(
                    "search index: trying again: %s", type(error).__name__, exc_info=not isinstance(error, AWAY)
                )
                self._behind.set()
                self._ended.wait(PAUSE)

    def _report(self, next: int, end: int) -> None:
        if next + PAGE < end:
            log.info("search index: %s of %s entries of the log", f"{next:,}", f"{end:,}")

    def _connected(self) -> Connection[Any]:
        db = self._record.connect_sync("record")
        db.execute("set synchronous_commit = off")  # a crash costs some batches, and the position with them
        return db

    def _state(self, db: Connection[Any]) -> int:
        """The position that the index wants. Clears an index that was made by another form or key."""
        with db.transaction():
            ((next, form),) = db.execute(QUERIES["state"]).fetchall()
            if form != self._form:
                db.execute(QUERIES["clear"])
                db.execute(QUERIES["begin"], {"form": self._form})
                return 0
        return int(next)

    def _indexed(self, db: Connection[Any], first: int, end: int, changes: Iterable[At]) -> bool:
        """Indexes the changes between two positions. False if the index is behind the first one."""
        with db.transaction():
            ((next, form),) = db.execute(QUERIES["state"]).fetchall()
            if next < first or form != self._form:
                return False
            new = [entry for position, entry in changes if position >= next and isinstance(entry.data, CHANGES)]
            self._index(db, {entry.stream for entry in new})
            if end > next:
                db.execute(QUERIES["move"], {"next": end})
        return True

    def _index(self, db: Connection[Any], proposals: Iterable[UUID]) -> None:
        """Indexes proposals as they are now in the log."""
        withheld_now: list[UUID] = []
        versions: dict[UUID, UUID] = {}
        for proposal in proposals:
            shown = self._versions(proposal)
            withheld_now += [] if shown else [proposal]
            versions |= dict.fromkeys(shown, proposal)
        if withheld_now:
            db.execute(QUERIES["drop"], {"proposals": withheld_now})
        if versions:
            there = {event for (event,) in db.execute(QUERIES["there"], {"proposals": [*versions.values()]})}
            self._add(db, {event: proposal for event, proposal in versions.items() if event not in there})

    def _versions(self, proposal: UUID) -> list[UUID]:
        """The events that gave a proposal its words; none if they may not be read."""
        application, state, events = self._record.application, Proposal(), []
        for stored in application.recorder.select_events(proposal):
            entry: Any = application.mapper.to_domain_event(stored)
            state = evolve(state, entry)
            if isinstance(entry.data, WORDS):
                events.append(entry.event_id)
        return [] if withheld(state.moderation, state.withdrawn) else events

    def _add(self, db: Connection[Any], versions: dict[UUID, UUID]) -> None:
        """Adds versions of proposals, by their events; those whose text was erased are left out."""
        openings = db.execute(QUERIES["openings"], {"events": [*versions]}, binary=True).fetchall()
        rows = []
        for event, openings_of_event in groupby(openings, key=itemgetter(0)):
            terms: dict[str, None] = {}
            fields = list(openings_of_event)
            if fields[-1][1] != "body":
                continue
            for _, field, language, key, nonce, sealed, wrapped in fields:
                data_key = self._keyring.unwrap(key, bytes(wrapped))
                _, text = unseal(data_key, key, event, field, bytes(nonce), bytes(sealed))
                terms |= dict.fromkeys(search.terms_of_text(text, language))
            tokens = [self._keyring.token(term) for term in terms]
            rows.append({"event": event, "proposal": versions[event], "tokens": tokens})
        with db.cursor() as cursor:
            cursor.executemany(QUERIES["add"], rows)
