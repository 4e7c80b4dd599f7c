"""Loads the demonstrations: a commune that consults today, and a region that has been through a whole plan."""

from domain.communities import community
from ops.demo.commune import STARTED, Commune
from ops.demo.region import story
from ops.demo.region.region import Region
from ops.demo.telling import OPERATOR, OnProgress, Telling, id_of
from ops.wiring import Services

FINISHED = id_of("command", "finished")
WANTED = """
    select head.next = 0 or (
        exists (select from command where id = %(started)s) and not exists (select from command where id = %(finished)s)
    ) from head
"""


async def is_wanted(register: Services) -> bool:
    """Whether the record is empty, or holds the beginning of a demonstration and not its end."""
    async with register.pool.connection() as db:
        found = await (await db.execute(WANTED, {"started": STARTED, "finished": FINISHED})).fetchone()
    return found is not None and bool(found[0])


async def load(register: Services, on_progress: OnProgress = lambda step: None) -> None:
    """Loads what of the demonstrations is not there yet."""
    commune, region = Commune(register, on_progress), Region(register, on_progress)
    await commune.run()
    await story.tell(region)
    # Says nothing new: the stored outcome of this command is what marks the end.
    await Telling(register).do("finished", community.Rename(region.id, region.name), OPERATOR)
