"""The operator's language model, behind any OpenAI-compatible `POST {base}/chat/completions`.

Nothing of a question, of a transcript or of the key is ever logged, nor put into an error.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import httpx
import orjson

from api.circuit_breaker import CircuitBreaker
from api.settings import LanguageModelSettings
from core.chat import Message
from core.errors import LanguageModelFailed

MAX_BYTES = 256 * 1024  # of one response
TRIES = 2
PAUSE_S = 0.2  # between them
SEED = 1
REFUSED = (400, 422)  # what providers say that do not know response_format


class _FailedTry(Exception):
    """One try failed; `again` tells whether another may do better."""

    def __init__(self, reason: str, *, again: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again


class ChatModel:
    """A chat model of a provider. Safe for threads."""

    def __init__(self, settings: LanguageModelSettings, breaker: CircuitBreaker | None = None) -> None:
        self._settings = settings
        self._breaker = breaker or CircuitBreaker()
        self._url = f"{settings.base_url}/chat/completions"
        # The key goes nowhere else: redirects are not followed. Packed responses could unfold beyond any limit.
        self._headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if settings.api_key:
            self._headers["Authorization"] = f"Bearer {settings.api_key}"
        self._tls = httpx.create_ssl_context()  # takes tens of milliseconds, hence once
        self._takes_schemas = True  # until the provider refuses one

    @property
    def name(self) -> str:
        """The model's name, as its provider knows it."""
        return self._settings.model

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> str:
        """Return the model's reply, a JSON object by `schema` where the provider can hold it to one.

        Takes at most two tries of `timeout_s` each. Raises LanguageModelFailed, at once where the provider has failed
        several times in a row.
        """
        if not self._breaker.admits():
            raise LanguageModelFailed("left_alone")
        try:
            reply = asyncio.run(self._complete(messages, schema))
        except BaseException:
            self._breaker.failed()
            raise
        self._breaker.succeeded()
        return reply

    async def _complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> str:
        reason = ""
        # Without limits of its own: what counts is the time of the whole try, however it is drawn out.
        async with httpx.AsyncClient(verify=self._tls, timeout=None, follow_redirects=False) as client:  # noqa: S113
            for number in range(TRIES):
                if number:
                    await asyncio.sleep(PAUSE_S)
                try:
                    async with asyncio.timeout(self._settings.timeout_s):
                        return await self._try(client, messages, schema)
                except TimeoutError:
                    reason = "timeout"
                except httpx.HTTPError:
                    reason = "connection"
                except _FailedTry as failed:
                    reason = failed.reason
                    if not failed.again:
                        break
        raise LanguageModelFailed(reason)

    async def _try(self, client: httpx.AsyncClient, messages: Sequence[Message], schema: Mapping[str, Any]) -> str:
        body: dict[str, Any] = {
            "model": self.name,
            "messages": [asdict(message) for message in messages],
            "temperature": 0,
            "seed": SEED,
            "stream": False,
        }
        if not self._takes_schemas:
            return _content(await self._post(client, body))
        named = {"name": "answer", "strict": True, "schema": schema}
        try:
            return _content(
                await self._post(client, {**body, "response_format": {"type": "json_schema", "json_schema": named}})
            )
        except _FailedTry as failed:
            if failed.reason not in {f"status_{status}" for status in REFUSED}:
                raise
        reply = _content(await self._post(client, body))
        self._takes_schemas = False
        return reply

    async def _post(self, client: httpx.AsyncClient, body: Mapping[str, Any]) -> bytes:
        async with client.stream("POST", self._url, json=body, headers=self._headers) as response:
            status = response.status_code
            if status != 200:
                reason = "redirect" if 300 <= status < 400 else f"status_{status}"
                raise _FailedTry(reason, again=status == 429 or status >= 500)
            if response.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
                raise _FailedTry("content_type", again=True)
            read = bytearray()
            async for chunk in response.aiter_raw():
                read += chunk
                if len(read) > MAX_BYTES:
                    raise _FailedTry("too_large", again=False)
            return bytes(read)


def _content(response: bytes) -> str:
    """Return the reply in a response, which has to be a JSON object itself."""
    try:
        content = orjson.loads(response)["choices"][0]["message"]["content"]
        if isinstance(content, str) and isinstance(orjson.loads(content), dict):
            return content
    except (ValueError, LookupError, TypeError):
        pass
    raise _FailedTry("not_json", again=True)
