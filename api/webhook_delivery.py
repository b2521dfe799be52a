"""Sends webhooks' messages over HTTP, to the public internet only.

A name is resolved once; every address that it has is judged, and the connection is made to an address that was judged,
so that a name cannot mean something else a moment later. Redirects are not followed, no proxy of the environment is
used, and of the answer no more than its status is read.
"""

import asyncio
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import httpx

from core.ports import Clock
from core.webhook_addresses import Address, AddressRefused, AllowedHosts, Target, address_of, is_public, read_target
from core.webhooks import Attempt, DeliveryError, Message

# For the whole of a try, from the name to the status, however it is drawn out.
DEADLINE_S: Final = 15.0
LOOKUPS_AT_ONCE: Final = 32

# Return the addresses of a host; raise OSError where it has none.
Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of a try: a status, or why there is none."""

    status: int | None = None
    error: DeliveryError | None = None


def addresses_of(host: str, port: int) -> Sequence[str]:
    """Return the addresses that the system's resolver gives a name; raise OSError for a name that it does not know."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class HttpPost:
    """Posts a message once. Safe for threads."""

    def __init__(
        self,
        clock: Clock,
        allowed_hosts: AllowedHosts = (),
        *,
        resolve: Resolve = addresses_of,
        tls: ssl.SSLContext | None = None,
        deadline_s: float = DEADLINE_S,
    ) -> None:
        self._clock = clock
        self._allowed_hosts = allowed_hosts
        self._resolve = resolve
        self._given_tls = tls
        self._deadline_s = deadline_s
        # A lookup cannot be interrupted. One that hangs is left behind, and not waited for.
        self._lookups = ThreadPoolExecutor(LOOKUPS_AT_ONCE, thread_name_prefix="webhook-lookup")

    def __call__(self, message: Message) -> Attempt:
        """Send a message; return how it went, in `deadline_s` at most."""
        at, began_s = self._clock(), time.perf_counter()
        answer = asyncio.run(self._within_the_deadline(message))
        latency_ms = round((time.perf_counter() - began_s) * 1000)
        return Attempt(at, latency_ms, answer.status, answer.error)

    async def _within_the_deadline(self, message: Message) -> _Answer:
        try:
            async with asyncio.timeout(self._deadline_s):
                target = read_target(message.url, self._allowed_hosts)
                addresses = await self._judged_addresses(target)
                return await self._send(message, target, addresses)
        except TimeoutError:
            return _Answer(error="timeout")
        except AddressRefused:
            return _Answer(error="address_refused")
        except (OSError, UnicodeError):
            return _Answer(error="name_unknown")

    async def _judged_addresses(self, target: Target) -> Sequence[Address]:
        literal = address_of(target.host)
        if literal is not None:
            return [literal]  # read_target has judged it
        lookup = self._lookups.submit(self._resolve, target.host, target.port)
        addresses = [ipaddress.ip_address(each) for each in await asyncio.wrap_future(lookup)]
        if not target.allowed and not all(is_public(address) for address in addresses):
            raise AddressRefused("has an address that is not one of the public internet")
        return addresses

    async def _send(self, message: Message, target: Target, addresses: Sequence[Address]) -> _Answer:
        """Post to the first address that can be connected to."""
        answer = _Answer(error="name_unknown")
        # Without limits of its own: what counts is the time of the whole try.
        async with httpx.AsyncClient(verify=self._tls, timeout=None, trust_env=False) as client:  # noqa: S113
            for address in addresses:
                try:
                    return await self._post(client, message, target, address)
                except httpx.ConnectError as error:
                    answer = _Answer(error="tls_failed" if _is_about_tls(error) else "connection_failed")
                except httpx.NetworkError:
                    return _Answer(error="connection_failed")
                except httpx.HTTPError:
                    return _Answer(error="protocol_error")
        return answer

    async def _post(self, client: httpx.AsyncClient, message: Message, target: Target, address: Address) -> _Answer:
        host = f"[{address}]" if address.version == 6 else str(address)
        headers: Mapping[str, str] = {**message.headers, "Host": target.authority}
        async with client.stream(
            "POST",
            f"{target.scheme}://{host}:{target.port}{target.path}",
            content=message.body,
            headers=headers,
            extensions={"sni_hostname": target.host},
            follow_redirects=False,
        ) as response:
            status = response.status_code
            return _Answer(status, "redirect" if 300 <= status < 400 else None)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._given_tls or httpx.create_ssl_context()  # takes tens of milliseconds, hence once


def _is_about_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
