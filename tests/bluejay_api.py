"""A stand-in of Bluejay's API on this machine: it checks what it is sent, and answers as documented.

async with bluejay_api() as api:
    api.settings(…)                 # settings that lead here, with a key that it takes
    api.fail("POST /evaluate", 500) # the next such request fails so
    api.scripts["456"] = ["DISPATCHED", "RUNNING", completed(goal_success=True)]
    api.requests                    # (method, path, body) of everything that was taken

A body with a field that the documents do not name, or without one that they demand, gets the documented 422.
"""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from engine.settings import Settings, read_settings
from tests.bluejay_shapes import faults_of

KEY = "bluejay-test-key"


def completed(**evaluation: Any) -> dict[str, Any]:
    """A result that was scored; `tool_calls` and `status` stand beside the evaluation."""
    tools = evaluation.pop("tool_calls", [])
    status = evaluation.pop("status", "COMPLETED")
    return {"status": status, "tool_calls": tools, "evaluations": [evaluation]}


class BluejayApi:
    """The running stand-in."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/v1"
        self.requests: list[tuple[str, str, Any]] = []
        """Everything that was taken."""
        self.keys: set[str] = set()
        """The keys that were sent."""
        self.tried: list[str] = []
        """Method and path of everything that came, the refused too."""
        self.objects: dict[str, dict[str, Any]] = {}
        """By kind and id."""
        self.scripts: dict[str, list[str | dict[str, Any]]] = {}
        """Digital human → what its results are at each look; the last stays."""
        self.results: dict[str, dict[str, Any]] = {}
        self.runs: dict[str, list[str]] = {}
        self.hears: Callable[[Mapping[str, Any]], Coroutine[Any, Any, None]] | None = None
        """What its digital humans do about a message of a text talk."""
        self._minds: set[asyncio.Task[None]] = set()
        self.waits = False
        """Whether results without a script are under way for good."""
        self.odd: dict[str, Any] = {}
        """Requests that are answered with something that no document knows."""
        self.held = asyncio.Event()
        self.held.set()
        """While this is not set, posts are taken and answered later."""
        self.taken = asyncio.Event()
        self._faults: dict[str, list[tuple[int, bool, dict[str, str]]]] = {}
        self._next = 100

    def settings(self, **env: str) -> Settings:
        """Settings that lead here; `env` as in the environment."""
        return read_settings({"BLUEJAY_API_KEY": KEY, "BLUEJAY_API_URL": self.url} | env)

    def fail(self, request: str, *statuses: int, taken: bool = False, wait: str = "") -> None:
        """Fail the next requests; `taken`: they are carried out all the same; `wait`: a `Retry-After`."""
        headers = {"retry-after": wait} if wait else {}
        self._faults.setdefault(request, []).extend((status, taken, headers) for status in statuses)

    def bodies(self, request: str) -> list[Any]:
        """The bodies of all requests of one kind that were taken."""
        return [body for method, path, body in self.requests if _kind(method, path) == request]

    def count(self, request: str) -> int:
        return len(self.bodies(request))

    # ------------------------------------------------------------ serving

    async def answer(self, request: Request) -> Response:
        path = request.url.path.removeprefix("/v1")
        kind = _kind(request.method, path)
        self.tried.append(kind)
        self.keys.add(request.headers.get("x-api-key", ""))
        fault = self._faults[kind].pop(0) if self._faults.get(kind) else None
        if request.headers.get("x-api-key") != KEY:
            return JSONResponse({"detail": "Invalid API key"}, 401)
        raw = await request.body()
        body = json.loads(raw) if raw else None
        problems = list(faults_of(kind, body))
        if problems and fault is None:
            return JSONResponse({"detail": problems}, 422)
        if fault is not None and not fault[1]:
            return JSONResponse({"detail": "made to fail"}, fault[0], headers=fault[2])
        self.requests.append((request.method, path, body))
        answered: Response = JSONResponse(self.odd[kind]) if kind in self.odd else self._do(kind, path, body)
        self.taken.set()
        if kind == "POST /send-http-text-message" and body is not None and "type" not in body:
            self._is_heard(body)
        await self.held.wait()
        if fault is not None:
            return JSONResponse({"detail": "made to fail"}, fault[0])
        return answered

    def _is_heard(self, body: Mapping[str, Any]) -> None:
        if self.hears is not None:
            task = asyncio.create_task(self.hears(body))
            self._minds.add(task)
            task.add_done_callback(self._minds.discard)

    def _do(self, kind: str, path: str, body: Any) -> Response:
        last = path.rsplit("/", 1)[-1]
        match kind:
            case "POST /add-agent":
                return JSONResponse({"agent_id": int(self._make("agent", body)), "status": "200"})
            case "PUT /update-agent-by-external-id":
                return JSONResponse({"agent": body, "status": "200"})
            case "GET /agent-by-external-id":
                return self._found("agent", "external_agent_id", last)
            case "POST /create-custom-metric":
                return JSONResponse({"id": self._make("metric", body), **body})
            case "GET /custom-metrics-by-agent":
                return JSONResponse({"metrics": self._all("metric"), "total_count": 0, "page": 1})
            case "POST /create-simulation":
                return JSONResponse({"simulation_id": int(self._make("simulation", body))})
            case "GET /get-simulations-by-agent":
                return JSONResponse({"simulations": self._all("simulation")})
            case "POST /create-digital-human":
                known = self._make("human", body["digital_human"])
                return JSONResponse({"digital_human": {"id": int(known), **body["digital_human"]}})
            case "GET /digital-humans-by-simulation":
                return JSONResponse({"digital_humans": self._all("human"), "simulation_id": int(last)})
            case "POST /queue-simulation-run" | "POST /queue-http-text-simulation-run":
                return JSONResponse(self._queue(body))
            case "GET /retrieve-simulation-results":
                return JSONResponse(self._run(last))
            case "GET /retrieve-simulation-result":
                return JSONResponse({"simulation_result": {"id": last, **self.results.get(last, {})}})
            case "POST /update-simulation-result":
                result = self.results.setdefault(body["simulation_result_id"], {})
                result.setdefault("events", []).extend(body.get("events", []))
                return JSONResponse({"status": "success"})
            case "POST /evaluate":
                made = self._make("call", body)
                return JSONResponse({"status": "success", "call_id": made, "message": "queued"})
            case _ if kind.startswith("PUT ") and not self._has(last):
                return JSONResponse({"detail": "not found"}, 404)
        return JSONResponse({"status": "success"})

    def _make(self, kind: str, body: Mapping[str, Any]) -> str:
        self._next += 1
        self.objects[f"{kind} {self._next}"] = dict(body)
        return str(self._next)

    def _all(self, kind: str) -> list[dict[str, Any]]:
        return [
            {"id": name.split()[1], **body}
            for name, body in self.objects.items()
            if name.startswith(kind + " ")
        ]

    def _has(self, known: str) -> bool:
        return any(name.split()[1] == known for name in self.objects)

    def _found(self, kind: str, field: str, value: str) -> Response:
        found = next((one for one in self._all(kind) if one.get(field) == value), None)
        return JSONResponse(found) if found else JSONResponse({"detail": "Agent not found"}, 404)

    # ------------------------------------------------------------ runs

    def _queue(self, body: Mapping[str, Any]) -> dict[str, Any]:
        self._next += 1
        run, ids = str(self._next), []
        for human in body["digital_human_ids"]:
            self._next += 1
            ids.append(str(self._next))
            self.results[str(self._next)] = {"digital_human_id": int(human), "status": "QUEUED"}
        self.runs[run] = ids
        return {"simulation_run_id": run, "simulation_result_ids": ids, "agent_id": "1", "status": "success"}

    def _run(self, run: str) -> dict[str, Any]:
        shown = []
        for known in self.runs[run]:
            result = self.results[known]
            waiting: list[str | dict[str, Any]] = ["RUNNING"]
            otherwise = waiting if self.waits else [completed(goal_success=True)]
            script = self.scripts.get(str(result["digital_human_id"]), otherwise)
            step = script[0]
            if len(script) > 1:
                script.pop(0)
            result |= {"status": step} if isinstance(step, str) else step
            shown.append({"id": int(known), **result})
        is_over = all(one["status"] == "COMPLETED" for one in shown)
        status = "COMPLETED" if is_over else "RUNNING"
        return {"simulation_run": {"id": run, "status": status}, "simulation_results": shown}


def _kind(method: str, path: str) -> str:
    """Method and path without ids."""
    parts = [part for part in path.split("/") if part]
    kept = parts[0]
    if len(parts) == 3:
        kept = f"{parts[0]}/{parts[2]}"
    return f"{method} /{kept}"


@asynccontextmanager
async def bluejay_api() -> AsyncIterator[BluejayApi]:
    """Serve the stand-in on a free port of this machine."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    api = BluejayApi(listening.getsockname()[1])
    routes: Sequence[Route] = [Route("/v1/{rest:path}", api.answer, methods=["GET", "POST", "PUT"])]
    config = uvicorn.Config(Starlette(routes=routes), log_config=None, log_level="critical", ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not server.started:
            if serving.done():
                await serving
                raise RuntimeError("the stand-in did not start")
            await asyncio.sleep(0)
        yield api
    finally:
        api.held.set()
        server.should_exit = True
        await serving
