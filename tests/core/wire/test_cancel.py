"""Requests cancelled from another thread end at once, and say whether something left this machine."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from afsubmit.errors import AfError, CancelledError, UnknownOutcomeError
from afsubmit.wire import Address, Client
from afsubmit.wire import client as client_module

from .conftest import read_request

USERS = {"get": {"type": "users"}}
PATIENCE_SECONDS = 60.0
"""How long a request would wait that nobody cancels: far more than a busy machine needs to cancel it."""


def cancelled(client: Client) -> tuple[AfError, float]:
    """What a request that is cancelled again and again ends with, and after how many seconds."""
    is_over = threading.Event()

    def cancel() -> None:
        while not is_over.wait(0.05):  # a request that has not begun is not cancelled
            client.cancel()

    canceller = threading.Thread(target=cancel)
    canceller.start()
    start = time.monotonic()
    try:
        with pytest.raises(AfError) as found:
            client.request(USERS)
    finally:
        is_over.set()
        canceller.join()
    return found.value, time.monotonic() - start


def test_cancel_when_waiting_for_an_answer_then_unknown_outcome_at_once(farm) -> None:
    def cancel(connection: socket.socket) -> None:
        read_request(connection)
        client.cancel()
        connection.settimeout(30)
        connection.recv(1)

    client = Client(farm(cancel).address)
    with pytest.raises(UnknownOutcomeError) as found:
        client.request(USERS)
    assert found.value.reason == "cancelled"


def test_cancel_when_connecting_then_cancelled_error_at_once() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for one in fillers:
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        client = Client(Address(*listener.getsockname()), connect_timeout_seconds=PATIENCE_SECONDS)
        error, seconds = cancelled(client)
        for one in fillers:
            one.close()
    assert isinstance(error, CancelledError)
    assert seconds < PATIENCE_SECONDS / 2


def test_cancel_when_looking_up_the_name_then_cancelled_error_at_once(monkeypatch) -> None:
    release = threading.Event()

    def hang(host, *rest):
        if rest[-1] == socket.AI_NUMERICHOST:
            raise socket.gaierror("not a number")
        release.wait(PATIENCE_SECONDS)
        return []

    monkeypatch.setattr(client_module.socket, "getaddrinfo", hang)
    error, seconds = cancelled(Client(Address("farm", 1), connect_timeout_seconds=PATIENCE_SECONDS))
    release.set()
    assert isinstance(error, CancelledError)
    assert seconds < PATIENCE_SECONDS / 2


def test_cancel_when_over_then_later_requests_work(answering) -> None:
    farm = answering({"users": []})
    client = Client(farm.address)
    client.cancel()
    assert client.request(USERS) == {"users": []}
    client.cancel()
    assert client.request(USERS) == {"users": []}
