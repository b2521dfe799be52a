"""Wake-ups through a real broker: what is told, what is told again, and how often one is asked that is away."""

import contextlib
import os
import signal
import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from amqp.exceptions import AccessRefused
from celery import Celery
from flask import Flask
from redis import Redis

from api.broker import (
    ANALYSIS,
    BROKER_FAILURES,
    DELIVERIES,
    MOST_WAKE_UPS,
    CeleryWakeUps,
    make_celery,
    publish,
    queue_length,
)
from api.launcher_broker import Broker
from api.sweeper import sweep
from tests.api.partner import Partner, a_transcription

pytestmark = pytest.mark.slow
JOB = UUID(int=6)


@pytest.fixture
def celery(broker: Broker) -> Celery:
    with Redis(unix_socket_path=broker.url.removeprefix("redis+socket://")) as client:
        client.flushall()
    return make_celery(broker.url)


def waiting(celery: Celery) -> tuple[int, int]:
    with celery.connection_for_write() as connection:
        return queue_length(connection, ANALYSIS), queue_length(connection, DELIVERIES)


def connections_to(server: socket.socket) -> int:
    """Count the connections that have been made to a server that has not looked at them."""
    server.setblocking(False)
    number = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            server.accept()[0].close()
            number += 1
    return number


def test_nothing_waits_in_queues_that_there_are_not(celery: Celery) -> None:
    assert waiting(celery) == (0, 0)


def test_each_chunk_gets_a_wake_up_and_a_large_job_a_few(celery: Celery) -> None:
    wake_ups = CeleryWakeUps(celery)
    wake_ups.analyse(JOB, 3)
    wake_ups.deliver([uuid4()])
    assert waiting(celery) == (3, 1)
    wake_ups.analyse(JOB, 500)
    assert waiting(celery) == (3 + MOST_WAKE_UPS, 1)


def test_wake_ups_are_taken_again_by_a_broker_that_has_forgotten_everything(celery: Celery, broker: Broker) -> None:
    CeleryWakeUps(celery).analyse(JOB, 2)
    with Redis(unix_socket_path=broker.url.removeprefix("redis+socket://")) as client:
        client.flushall()
    CeleryWakeUps(celery).analyse(JOB, 1)
    assert waiting(celery) == (1, 0)


def test_wake_ups_are_taken_by_a_broker_that_was_killed_and_started_again(celery: Celery, broker: Broker) -> None:
    wake_ups = CeleryWakeUps(celery)
    wake_ups.analyse(JOB, 1)
    assert broker.pid
    os.kill(broker.pid, signal.SIGKILL)
    while broker.exit_code() is None:
        pass
    wake_ups.analyse(JOB, 1)
    broker.start()
    wake_ups.analyse(JOB, 1)
    assert waiting(celery) == (1, 0)


@contextlib.contextmanager
def frozen(broker: Broker) -> Iterator[None]:
    assert broker.pid
    os.kill(broker.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(broker.pid, signal.SIGCONT)


def test_wake_ups_are_taken_by_a_broker_that_was_silent_for_a_while(celery: Celery, broker: Broker) -> None:
    wake_ups = CeleryWakeUps(celery)
    wake_ups.analyse(JOB, 1)
    before = waiting(celery)
    with frozen(broker):
        wake_ups.analyse(JOB, 1)
        wake_ups.analyse(JOB, 1)
    wake_ups.analyse(JOB, 1)
    assert waiting(celery) > before


def test_the_sweeper_announces_again_after_a_silence_of_the_broker(
    app: Flask, celery: Celery, broker: Broker, partner: Partner
) -> None:
    campaign = partner.create_campaign()
    calls = [a_transcription(f"call-{number}", campaign) for number in range(100)]  # three chunks
    assert partner.post("/conversations/process?async=true", {"transcription": calls}).status_code == 202
    with app.app_context():
        for _ in range(3):
            with frozen(broker), pytest.raises(BROKER_FAILURES):
                sweep(celery)
            with Redis(unix_socket_path=broker.url.removeprefix("redis+socket://")) as client:
                client.flushall()
            sweep(celery)
            assert waiting(celery) == (3, 0)


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_a_broker_that_never_answers_fails_nobody_and_is_left_alone_soon(scheme: str) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        url = f"{scheme}://127.0.0.1:{silent.getsockname()[1]}//"
        with pytest.raises(BROKER_FAILURES):
            publish(make_celery(url), "analyse", [JOB], ANALYSIS)
        wake_ups = CeleryWakeUps(make_celery(url))
        for _ in range(20):  # would be ten seconds, if it were asked every time
            wake_ups.analyse(JOB, 1)
        assert 0 < connections_to(silent) <= 8


@contextlib.contextmanager
def a_refusing_rabbitmq() -> Iterator[int]:
    """Run a server that begins to speak AMQP, and then refuses the password; give its port."""

    def frame(method: bytes) -> bytes:
        return struct.pack(">BHI", 1, 0, len(method)) + method + b"\xce"

    def long(text: bytes) -> bytes:
        return struct.pack(">I", len(text)) + text

    begin = struct.pack(">HHBB", 10, 10, 0, 9) + long(b"") + long(b"PLAIN AMQPLAIN") + long(b"en_US")
    refusal = struct.pack(">HHHB", 10, 50, 403, 14) + b"ACCESS_REFUSED" + struct.pack(">HH", 0, 0)

    class Refusing(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                self.request.recv(8)
                self.request.sendall(frame(begin))
                self.request.recv(65536)
                self.request.sendall(frame(refusal))
                self.request.recv(100)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def test_a_broker_that_refuses_fails_nobody() -> None:
    with a_refusing_rabbitmq() as port:
        app = make_celery(f"amqp://u:wrong@127.0.0.1:{port}//")
        with pytest.raises(AccessRefused):
            publish(app, "analyse", [JOB], ANALYSIS)
        CeleryWakeUps(app).analyse(JOB, 1)


def test_the_sweeper_announces_what_nobody_knows_of_and_that_once(app: Flask, celery: Celery, partner: Partner) -> None:
    campaign = partner.create_campaign()
    calls = [a_transcription(f"call-{number}", campaign) for number in range(100)]  # three chunks
    answer = partner.post("/conversations/process?async=true", {"transcription": calls})
    assert answer.status_code == 202, answer.text
    with app.app_context():
        sweep(celery)
        assert waiting(celery) == (3, 0)
        sweep(celery)
        assert waiting(celery) == (3, 0)
        with Redis(unix_socket_path=str(Path(str(celery.conf.broker_url).removeprefix("redis+socket://")))) as client:
            client.flushall()
        sweep(celery)
        assert waiting(celery) == (3, 0)
