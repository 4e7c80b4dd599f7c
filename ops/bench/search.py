"""The search among many proposals: `python -m ops.bench.search [PROPOSALS]` prints figures. No goal hangs on them."""

import asyncio
import random
import statistics
import sys
from collections.abc import Callable, Iterator
from time import perf_counter
from uuid import UUID, uuid4

from domain.participation.proposal import Submit
from domain.record import Account
from domain.text import Sealed
from ops.bench.place import place
from ops.bench.scene import scene
from ops.store.search_index import SearchIndex
from ops.wiring import Services, opened
from projections import search
from projections.models import MODELS
from projections.participation.proposal import proposals
from projections.queries.as_of import over
from projections.toolkit.lists import Window
from projections.toolkit.runner import Runner

PROPOSALS, WORDS, VOCABULARY, ROUNDS = 20_000, 27, 20_000, 30
SYLLABLES = {
    "fr": "ba be chi dou fra go ja la men nou pla qui ra se tri va".split(),  # noqa: SIM905  # as a list it fills a page
    "ar": "با تي جو دا ري زا سو شا عي فا قو كا لي ما نو وا".split(),  # noqa: SIM905
}


SIZES = """
    select
        pg_total_relation_size('record.searchable'), pg_relation_size('record.searchable_tokens'), avg(cardinality(tokens))
    from record.searchable
"""


def texts(count: int, chance: random.Random) -> Iterator[Sealed]:
    """Texts whose words are as unevenly frequent as those of a language."""
    weights = [1 / rank for rank in range(1, VOCABULARY + 1)]
    for number in range(count):
        language = "ar" if number % 2 else "fr"
        ranks = chance.choices(range(VOCABULARY), weights, k=WORDS)
        yield Sealed(language, " ".join(word(rank, language) for rank in ranks))


def word(rank: int, language: str) -> str:
    syllables = SYLLABLES[language]
    return "".join(syllables[rank // 16**place % 16] for place in range(4))


async def main(count: int) -> None:
    with place(quick=True, say=print) as there, there.empty() as settings:
        async with opened(settings) as register:
            stage = await scene(register, proposals=1, people=1)
            author = Account(uuid4())
            for batch in batches(list(texts(count, random.Random(1)))):
                submitting = (Submit(stage.consultation, uuid4(), words) for words in batch)
                await asyncio.gather(*(register.record.execute(one, by=author) for one in submitting))
            runner = Runner(register.database, MODELS)
            await asyncio.to_thread(runner.catch_up)
            runner.close()
            began = perf_counter()
            await asyncio.to_thread(SearchIndex(register.database, register.keyring).catch_up)
            print(f"indexed {count / (perf_counter() - began):,.0f} proposals/s")
            with register.database.as_owner() as db:
                db.execute("analyze")
                ((total, index, tokens),) = db.execute(SIZES).fetchall()
            print(f"{total / 2**20:.0f} MB, {index / 2**20:.0f} of them the index; {tokens:.0f} tokens a proposal")
            await pages(register, stage.consultation)


def batches(texts: list[Sealed], most: int = 1_000) -> Iterator[list[Sealed]]:
    return (texts[start : start + most] for start in range(0, len(texts), most))


async def pages(register: Services, consultation: UUID) -> None:
    """Times a page of 50 without a search, and with a rare word, a frequent word, two frequent ones, a beginning."""
    queries = {
        "no search": None,
        "a rare word": word(9_000, "ar"),
        "a frequent word": word(3, "fr"),
        "two frequent words": f"{word(0, 'fr')} {word(1, 'fr')}",
        "a beginning": word(900, "fr")[:3],
    }
    for name, query in queries.items():
        print(f"{name}: {await milliseconds(register, consultation, query):.1f} ms")


async def milliseconds(register: Services, consultation: UUID, query: str | None) -> float:
    """The median time of the first page."""
    taken, found = [], 0
    async with register.pool.connection() as db:
        fetch = over(db)
        for _ in range(ROUNDS):
            began = perf_counter()
            parameters = parameters_of(query, register.keyring.token)
            window = Window("page", 50, "newest", proposals.lists.filters(parameters), total=True)
            given = {"parents": [consultation], "position": 2**40, **parameters}
            found = len(await fetch(proposals.lists.text(window), given))
            taken.append((perf_counter() - began) * 1_000)
    assert found
    return statistics.median(taken)


def parameters_of(query: str | None, token: Callable[[str], int]) -> dict[str, list[int]]:
    terms = enumerate(search.terms_of_query(query)) if query else ()
    pairs = [(number, token(term)) for number, alternatives in terms for term in alternatives]
    return {"words": [number for number, _ in pairs], "tokens": [one for _, one in pairs]} if query else {}


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else PROPOSALS))
