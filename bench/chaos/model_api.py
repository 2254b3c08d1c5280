"""A stand-in of the Messages API that reads nothing, and is at times slow, broken or overloaded."""

import asyncio
import json
import random
from enum import StrEnum

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

FRAME = json.dumps({"intent": "none", "answer": "none", "said": [], "symptoms": []})
USAGE = {"input_tokens": 120, "output_tokens": 40, "cache_read_input_tokens": 0}
USAGE |= {"cache_creation_input_tokens": 0}


class Mood(StrEnum):
    """How the model does at the moment."""

    WELL = "well"
    SLOW = "slow"
    OVERLOADED = "overloaded"
    BROKEN = "broken"


class ModelApi:
    """The stand-in; `mood` may be changed at any time."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.mood = Mood.WELL
        self.asked = 0
        self.routes = [Route("/v1/messages", self._answer, methods=["POST"])]

    async def _answer(self, request: Request) -> Response:
        await request.body()
        self.asked += 1
        match self.mood:
            case Mood.SLOW:
                await asyncio.sleep(self._rng.uniform(1.0, 4.0))
            case Mood.OVERLOADED:
                return _error(529, "overloaded_error")
            case Mood.BROKEN:
                return self._rng.choice(
                    (_error(500, "api_error"), Response("<html>", media_type="text/html"))
                )
            case Mood.WELL:
                await asyncio.sleep(self._rng.uniform(0.05, 0.3))
        return _message(FRAME)


def _message(text: str) -> Response:
    return JSONResponse(
        {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "claude-haiku-5-5",
            "content": [{"type": "text", "text": text}],
            "stop_reason": "end_turn",
            "stop_sequence": None,
            "usage": USAGE,
        }
    )


def _error(status: int, kind: str) -> Response:
    return JSONResponse({"type": "error", "error": {"type": kind, "message": "made to fail"}}, status)
