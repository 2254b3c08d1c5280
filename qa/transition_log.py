"""The transition log of one call as JSON lines, for people and programs that judge calls."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from engine import journal
from engine.store import Store

CLOSED = "The log opens to signed-in people; signing in comes with the console."
FIELDS = ("call_sid", "turn", "step", "at", "trigger", "source", "destination", "taken", "guards", "reason")


def routes(store: Store, *, allowed: bool) -> list[BaseRoute]:
    """The log's route; where nobody can sign in yet and strangers can reach it, it stays closed."""

    async def log(request: Request) -> Response:
        if not allowed:
            return JSONResponse({"error": CLOSED}, 403)
        call_sid = request.path_params["call_sid"]
        history = await store.read(lambda connection: journal.history(connection, call_sid))
        if not history["turns"]:
            return JSONResponse({"error": "No call of that id is stored."}, 404)
        return Response(lines(history["transitions"]), media_type="application/x-ndjson")

    return [Route("/qa/calls/{call_sid}.jsonl", log)]


def lines(transitions: list[dict[str, Any]]) -> str:
    """One JSON object a line, in order; no patient detail is in it."""
    return "".join(json.dumps({name: row[name] for name in FIELDS}) + "\n" for row in transitions)
