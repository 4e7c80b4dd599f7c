"""The pages for people: server-rendered, in the reader's language, without scripts."""

from fastapi import APIRouter, FastAPI, Response

from api.pages import (
    accountability,
    changes,
    community,
    consultation,
    documentation,
    errors,
    front,
    plan,
    proposal,
    rules,
    timeline,
    trail,
    waiting,
)
from api.pages.rendering import STYLE_PATH, STYLES

static = APIRouter(include_in_schema=False)


@static.get(STYLE_PATH)
async def styles() -> Response:
    return Response(STYLES, media_type="text/css", headers={"Cache-Control": "public, max-age=31536000, immutable"})


@static.get("/favicon.ico")
async def icon() -> Response:
    """None: the pages name theirs themselves. This keeps browsers that ask all the same from reading an error."""
    return Response(status_code=204, headers={"Cache-Control": "public, max-age=86400"})


def mount(app: FastAPI) -> None:
    """Adds the pages, and pages for errors, to an app that has its error handlers by now."""
    for router in (
        front.router,
        consultation.router,
        proposal.router,
        community.router,
        plan.router,
        accountability.router,
        timeline.router,
        changes.router,
        trail.router,
        documentation.router,
        waiting.router,
        rules.router,
        static,
    ):
        app.include_router(router)
    errors.install(app)
