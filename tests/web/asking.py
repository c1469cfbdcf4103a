"""Asking the API in this process, without a network; and feeds to ask about."""

import asyncio
import json
from collections.abc import Mapping
from functools import reduce
from operator import xor
from typing import Any

import httpx
from litestar.types import ASGIApp
from pyais import encode_dict

ROOT = "/api/v1"
CLIENT = {"Northline-Client": "tests"}


class Api:
    """An API that is asked as a browser or script would."""

    def __init__(self, app: ASGIApp, base: str = "http://127.0.0.1:8420") -> None:
        self._app: Any = app
        self._base = base

    def ask(
        self,
        method: str,
        path: str,
        *,
        root: str = ROOT,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=self._base) as client:
                return await client.request(
                    method, f"{root}{path}", headers=dict(headers or {}), **more
                )

        return asyncio.run(send())

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> Any:
        return self.ask("POST", path, headers={**CLIENT, **(headers or {})}, **more)

    def page(self, path: str, *, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """A page, as a browser asks for it."""
        return self.ask("GET", path, root="", headers={"Accept": "text/html", **(headers or {})})

    def document(self, path: str) -> dict[str, Any]:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = json.loads(answer.content)
        return found


def feed(boats: int, *, second: int = 1_780_000_000, repeat: int = 7) -> bytes:
    """AIS sentences with tag-block times; ``repeat`` boats share each second."""
    return b"".join(
        sentence(316_000_000 + n, -83.1 + n * 3e-3, 42.3 + n * 3e-3, second + n // repeat)
        for n in range(boats)
    )


def crossing(*, mmsi: int = 316_009_999, second: int = 1_780_000_000) -> bytes:
    """A boat that runs over the line off Windsor, at about 18 knots."""
    return b"".join(
        sentence(mmsi, -82.93, 42.330 + n * 0.0008, second + n * 10, speed=18.0, course=0.0)
        for n in range(60)
    )


def sentence(
    mmsi: int, lon: float, lat: float, second: int, *, speed: float = 10.0, course: float = 90.0
) -> bytes:
    """One position report (ITU-R M.1371-5, message 1) behind its tag block."""
    message: dict[str, str | int | float | bytes | bool] = {
        "msg_type": 1, "mmsi": mmsi, "lon": lon, "lat": lat, "speed": speed, "course": course,
    }  # fmt: skip
    fields = f"s:tower-4,c:{second}"
    check = reduce(xor, fields.encode(), 0)
    (line,) = encode_dict(message, talker_id="AI")
    return f"\\{fields}*{check:02X}\\{line}\n".encode()
