"""The database of a record, and the record on it as an application of the `eventsourcing` library."""

from functools import cached_property

from ops.application import RecordRegister
from ops.postgres import Postgres


class Database(Postgres):
    """A record's PostgreSQL with its log: read models, rebuilds and the relay read it (`projections.toolkit.log.Record`)."""

    @cached_property
    def application(self) -> RecordRegister:
        """The register on this database, to read the log with. Opened on first use, closed by `stop`."""
        return RecordRegister({"SIJILL_DATABASE_URL": self.login_url})

    def stop(self) -> None:
        if "application" in vars(self):
            vars(self).pop("application").close()
        super().stop()
