"""Servers that cannot be reached: nothing leaves this machine, and every address and reason is named in time."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from afsubmit.errors import AfError, ServerUnreachableError
from afsubmit.wire import Address, Client
from afsubmit.wire import client as client_module

USERS = {"get": {"type": "users"}}
SHORT = 0.2


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_request_when_refused_then_unreachable_with_address_and_reason() -> None:
    client = Client(Address("127.0.0.1", free_port()))
    with pytest.raises(ServerUnreachableError, match=r"127\.0\.0\.1:.*refused") as found:
        client.request(USERS)
    assert found.value.attempts[0][0] == "127.0.0.1"


def test_request_when_the_port_is_0_then_unreachable() -> None:
    with pytest.raises(ServerUnreachableError):
        Client(Address("127.0.0.1", 0)).request(USERS)


def test_request_when_the_name_is_unknown_then_unreachable() -> None:
    with pytest.raises(ServerUnreachableError, match=r"no-such-host\.invalid"):
        Client(Address("no-such-host.invalid", 51000), connect_timeout_seconds=2).request(USERS)


@pytest.mark.parametrize("host", ["", "a..b", "x" * 300, "tab\there"], ids=["empty", "two dots", "long", "a tab"])
def test_request_when_the_name_cannot_be_one_then_an_error_of_ours(host: str) -> None:
    with pytest.raises(AfError):
        Client(Address(host, 1), connect_timeout_seconds=1).request(USERS)


def test_request_when_looking_up_the_name_hangs_then_unreachable_in_time(monkeypatch) -> None:
    release = threading.Event()
    real = socket.getaddrinfo

    def hang(*arguments):
        if arguments[-1] != socket.AI_NUMERICHOST:
            release.wait(60)
        return real(*arguments)

    monkeypatch.setattr(client_module.socket, "getaddrinfo", hang)
    start = time.monotonic()
    with pytest.raises(ServerUnreachableError, match="in time"):
        Client(Address("localhost", 1), connect_timeout_seconds=SHORT).request(USERS)
    assert time.monotonic() - start < 30, "the look-up takes sixty"
    release.set()


def test_request_when_nobody_takes_the_connection_then_unreachable_in_time() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        fillers = [socket.socket() for _ in range(4)]
        for one in fillers:
            one.setblocking(False)
            one.connect_ex(address)
        start = time.monotonic()
        with pytest.raises(ServerUnreachableError, match="no answer in time"):
            Client(Address(*address), connect_timeout_seconds=SHORT).request(USERS)
        assert time.monotonic() - start < 30, "the system's own patience is two minutes"
        for one in fillers:
            one.close()


def test_request_when_the_first_address_of_a_name_is_dead_then_the_next_is_tried(answering, monkeypatch) -> None:
    farm = answering({"users": []})
    dead, port = free_port(), farm.address.port
    looked_up = []

    def look_up(host, _port, *_):
        if host != "farm":
            raise OSError("not a number")
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", number)) for number in (dead, port)]

    def numbers_only(host, port, *rest):
        if rest[-1] == socket.AI_NUMERICHOST:
            raise socket.gaierror("not a number")
        return look_up(host, port)

    monkeypatch.setattr(client_module.socket, "getaddrinfo", numbers_only)
    client = Client(Address("farm", 51000))
    assert client.request(USERS) == {"users": []}
    assert client.request(USERS) == {"users": []}
    assert looked_up == ["farm"]


def test_request_when_every_address_is_dead_then_each_is_named(monkeypatch) -> None:
    places = [("127.0.0.1", free_port()), ("127.0.0.2", free_port())]
    infos = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in places]
    monkeypatch.setattr(client_module.socket, "getaddrinfo", lambda *_: infos)
    with pytest.raises(ServerUnreachableError) as found:
        Client(Address("farm", 51000)).request(USERS)
    assert [address for address, _ in found.value.attempts] == ["127.0.0.1", "127.0.0.2"]
