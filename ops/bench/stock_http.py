"""The same route on the stock library: FastAPI, the same tokens, the rules checked, `Application.save`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated
from uuid import UUID

from eventsourcing.persistence import IntegrityError
from fastapi import Depends, FastAPI, Header, HTTPException, Response
from pydantic import BaseModel

from api.security import Caller, Tokens
from domain.participation.ballot import Choice
from ops.bench.stock import NotOpen, StockVotes, environment
from ops.settings import Settings
from ops.wiring import opened


class Vote(BaseModel):
    choice: Choice


class Done(BaseModel):
    position: int


@asynccontextmanager
async def stock_app(settings: Settings) -> AsyncIterator[FastAPI]:
    assert settings.database_url
    async with opened(settings) as register:
        ports = register.ports()
        tokens, votes = Tokens(ports), StockVotes(env=environment(settings.database_url))

        async def caller(authorization: Annotated[str, Header()] = "") -> Caller:
            return await tokens.caller(authorization.encode())

        app = FastAPI()

        @app.post("/api/v1/consultations/{consultation}/proposals/{proposal}/ballot", status_code=201)
        def cast(
            consultation: UUID, proposal: UUID, body: Vote, by: Annotated[Caller, Depends(caller)], response: Response
        ) -> Done:
            try:
                voter = ports.pseudonym(consultation, by.person)
                done = Done(position=votes.cast(consultation, proposal, voter, body.choice) - 1)
            except (IntegrityError, NotOpen):
                raise HTTPException(409) from None
            response.headers["Sijill-Position"] = str(done.position)
            return done

        yield app
        votes.close()
