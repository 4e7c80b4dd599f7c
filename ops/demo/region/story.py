"""The region's story from its beginning to its end."""

from ops.demo.region import council, drafting, founding, implementation, succession
from ops.demo.region.told import Region

CHAPTERS = (
    ("a region and its council join the network", founding.told),
    ("its plan is drawn up with its inhabitants", drafting.told),
    ("its council adopts the plan", council.told),
    ("two years of implementation", implementation.told),
    ("evaluation, and the next plan", succession.told),
)


async def tell(region: Region) -> None:
    for chapter, told in CHAPTERS:
        region.on_progress(chapter)
        await told(region)
