"""The region's story from its beginning to its end."""

from ops.demo.region import council, drafting, founding, implementation, succession
from ops.demo.region.region import Region

CHAPTERS = (
    ("a region and its council join the network", founding.play),
    ("its plan is drawn up with its inhabitants", drafting.play),
    ("its council adopts the plan", council.play),
    ("two years of implementation", implementation.play),
    ("evaluation, and the next plan", succession.play),
)


async def tell(region: Region) -> None:
    for chapter, play in CHAPTERS:
        region.on_progress(chapter)
        await play(region)
