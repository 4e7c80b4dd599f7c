"""People with accounts and tokens, and their votes as requests."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from api.accounts import account, token
from api.ports import Ports

REQUEST = (
    "POST /api/v1/consultations/{consultation}/proposals/{proposal}/ballot HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    "Authorization: Bearer {token}\r\nIdempotency-Key: {key}\r\nContent-Type: application/json\r\n"
    'Content-Length: 18\r\n\r\n{{"choice":"agree"}}'
)


async def tokens(ports: Ports, count: int) -> list[str]:
    """The tokens of new accounts. They have no password: nobody logs in with them again, and hashing takes its time."""
    given = []
    for _ in range(count):
        id = uuid4()
        new = {"id": id, "login": id.bytes, "password": "", "person": uuid4(), "registration": None}
        async with ports.pool.connection() as db:
            await db.execute(account.QUERIES["insert"], new)
        given.append((await token.issue(ports, id, 1)).token)
    return given


def votes(consultation: UUID, proposals: Sequence[UUID], tokens: Sequence[str]) -> list[str]:
    """One vote of everybody on every proposal, as raw requests."""
    return [
        REQUEST.format(consultation=consultation, proposal=proposal, token=token, key=uuid4().hex)
        for proposal in proposals
        for token in tokens
    ]
