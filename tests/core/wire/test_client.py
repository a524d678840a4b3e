"""The client against real sockets that behave, stall, dribble, hang up, send too much, or are not there."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from afsubmit.errors import (
    FrameError,
    JobError,
    ServerRefusedError,
    UnknownOutcomeError,
)
from afsubmit.wire import Address, Client, JobId, address, frame
from afsubmit.wire import client as client_module

from .conftest import as_bytes, exchanges, read_request

USERS = {"get": {"type": "users"}}
SHORT = 0.2
JOB = {
    "name": "a",
    "user_name": "jimmy",
    "host_name": "pc01",
    "blocks": [
        {"name": "b", "flags": 1, "frame_first": 1, "frame_last": 3, "command": "true @#@", "service": "generic"}
    ],
}


def client_of(farm, **more) -> Client:
    return Client(farm.address, **{"connect_timeout_seconds": 1.0, "read_timeout_seconds": 2.0, **more})


@pytest.mark.parametrize("piece", [0, 1, 7], ids=["whole", "byte by byte", "in pieces"])
def test_request_when_answered_in_any_pieces_then_answer(answering, piece: int) -> None:
    farm = answering({"users": [{"name": "jimmy", "id": 2}]}, piece=piece)
    assert client_of(farm).request(USERS) == {"users": [{"name": "jimmy", "id": 2}]}


def test_request_when_more_than_announced_follows_then_only_the_answer(answering) -> None:
    farm = answering(frame.encode({"users": []}) + b"   AFANASY 999 JSON{")
    assert client_of(farm).request(USERS) == {"users": []}


def test_request_when_the_server_never_closes_then_client_does(farm) -> None:
    closed = threading.Event()

    def script(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(frame.encode({"users": []}))
        connection.settimeout(120)
        if connection.recv(1) == b"":
            closed.set()

    assert client_of(farm(script)).request(USERS) == {"users": []}
    assert closed.wait(120)


def test_request_when_sent_then_one_connection_each_and_nothing_added(farm) -> None:
    seen = []

    def script(connection: socket.socket) -> None:
        seen.append(read_request(connection))
        connection.sendall(frame.encode({"users": []}))

    served = farm(script)
    client = client_of(served)
    client.request(USERS)
    client.request(USERS)
    assert seen == [USERS, USERS]
    assert served.connections == 2


def test_request_when_the_address_has_a_token_then_sent_as_a_key_of_the_request(farm) -> None:
    seen = []

    def script(connection: socket.socket) -> None:
        seen.append(read_request(connection))
        connection.sendall(frame.encode({"users": []}))

    served = farm(script)
    client = Client(Address(served.address.host, served.address.port, "secret"))
    client.request(USERS)
    assert seen == [{**USERS, "token": "secret"}]
    assert "secret" not in repr(client)


# It left, and no whole answer came


def hang_up(connection: socket.socket) -> None:
    read_request(connection)


def hang_up_half_way(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(frame.encode({"users": [{"name": "jimmy"}]})[:30])


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    read_request(connection)


def stay_silent(connection: socket.socket) -> None:
    read_request(connection)
    connection.settimeout(3)
    connection.recv(1)


def stall(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(b"AFANASY 500 JSON{")
    connection.settimeout(3)
    connection.recv(1)


def dribble(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(b"AFANASY 100000 JSON{")
    while True:
        connection.sendall(b" ")
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        pytest.param(hang_up, "without a word", id="closes without a byte, as a server that crashed"),
        pytest.param(hang_up_half_way, "closed the connection after 30 bytes", id="closes half-way"),
        pytest.param(reset, "reset|without a word", id="resets the connection"),
        pytest.param(stay_silent, "silent for 0.2 s", id="never answers"),
        pytest.param(stall, "only 17 bytes of an answer of 500", id="stalls after the header"),
        pytest.param(dribble, "came in time", id="dribbles a byte at a time for ever"),
    ],
)
def test_request_when_no_whole_answer_comes_then_unknown_outcome_in_time(farm, script, words: str) -> None:
    client = client_of(farm(script), read_timeout_seconds=SHORT)
    start = time.monotonic()
    with pytest.raises(UnknownOutcomeError, match=words) as error:
        client.request({"job": JOB})
    assert str(error.value).count("it may have carried it out") == 1
    assert time.monotonic() - start < 30, "the farm would go on for ever"


def test_request_when_the_server_does_not_read_it_then_unknown_outcome_in_time(farm) -> None:
    stop = threading.Event()
    job = {**JOB, "description": "x" * 20_000_000}
    client = client_of(farm(lambda connection: stop.wait(60)), read_timeout_seconds=SHORT)
    client_module_rate = client_module.SLOWEST_BYTES_PER_SECOND
    start = time.monotonic()
    try:
        client_module.SLOWEST_BYTES_PER_SECOND = 10**9
        with pytest.raises(UnknownOutcomeError, match="did not take the whole request"):
            client.request({"job": job})
    finally:
        client_module.SLOWEST_BYTES_PER_SECOND = client_module_rate
        stop.set()
    assert time.monotonic() - start < 30


def test_request_when_a_long_answer_moves_then_read_time_out_is_extended(farm) -> None:
    answer = frame.encode({"text": "x" * 300_000})

    def script(connection: socket.socket) -> None:
        read_request(connection)
        for start in range(0, len(answer), 100_000):
            connection.sendall(answer[start : start + 100_000])
            time.sleep(1.2)

    client = client_of(farm(script), read_timeout_seconds=3)  # less than three pauses, and far more than one
    assert len(client.request(USERS)["text"]) == 300_000


# It answered


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        pytest.param({"info": {"kind": "error", "text": "Invalid ID"}}, "Invalid ID", id="info of kind error"),
        pytest.param({"id": 0, "serial": 0, "error": "Invalid job."}, "Invalid job.", id="id 0 with an error"),
        pytest.param({"id": 0, "serial": 0}, "the job was not accepted", id="id 0"),
        pytest.param({"error": "exists", "user": {}}, "exists", id="an error"),
    ],
)
def test_request_when_the_answer_is_no_then_refused_with_the_servers_words(answering, answer, text: str) -> None:
    with pytest.raises(ServerRefusedError) as found:
        client_of(answering(answer)).request(USERS)
    assert found.value.text == text


@pytest.mark.parametrize("kind", ["log", "info"])
def test_request_when_the_answer_is_a_remark_then_given_back(answering, kind: str) -> None:
    answer = {"info": {"kind": kind, "text": "Action processed."}}
    assert client_of(answering(answer)).request(USERS) == answer


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(bytes.fromhex("000000510000000100000001"), id="binary"),
        pytest.param(b"HTTP/1.1 400 Bad Request\r\n\r\n", id="a web server"),
        pytest.param(b'AFANASY 21 JSON{"users": ["a" "b"] }x', id="broken JSON"),
        pytest.param(b"AFANASY 99999999999 JSON{", id="more than is read"),
    ],
)
def test_answer_when_it_is_not_the_protocol_then_frame_error_and_unknown_for_a_job(answering, answer: bytes) -> None:
    with pytest.raises(FrameError, match="cannot be read"):
        client_of(answering(answer)).request(USERS)
    with pytest.raises(UnknownOutcomeError, match="cannot be read"):
        client_of(answering(answer)).send_job(JOB)


def test_answer_when_longer_than_the_client_reads_then_frame_error(answering) -> None:
    farm = answering({"text": "x" * 2000})
    with pytest.raises(FrameError, match="1,000"):
        client_of(farm, maximum_bytes=1000).request(USERS)


def test_job_when_accepted_then_receipt(answering) -> None:
    assert client_of(answering({"id": 2, "serial": 7})).send_job(JOB) == JobId(2, 7)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"id": "2", "serial": 1}, id="a text"),
        pytest.param({"id": True, "serial": 1}, id="true"),
        pytest.param({"id": -2, "serial": 1}, id="a negative number"),
        pytest.param({"id": 12345678901234567890123456, "serial": 1}, id="a number of 26 digits"),
        pytest.param({"id": 2**31, "serial": 1}, id="a number of more than 31 bits"),
        pytest.param({"id": 2, "serial": 2**63}, id="a serial of more than 63 bits"),
        pytest.param({"id": 2, "serial": -1}, id="a negative serial"),
        pytest.param({"info": {"kind": "log", "text": "fine"}}, id="a remark"),
    ],
)
def test_job_when_the_answer_has_no_id_then_it_may_have_been_taken(answering, answer) -> None:
    with pytest.raises(UnknownOutcomeError):
        client_of(answering(answer)).send_job(JOB)


def test_job_when_its_id_is_zero_then_refused(answering) -> None:
    with pytest.raises(ServerRefusedError):
        client_of(answering({"id": 0})).send_job(JOB)


# Never sent


@pytest.mark.parametrize("number", range(25))
def test_request_when_it_kills_the_server_then_nothing_is_opened(answering, number: int) -> None:
    from .conftest import decoded

    requests = exchanges("38")
    assert len(requests) == 25
    root = decoded(as_bytes(requests[number][0].decode()))
    farm = answering({})
    with pytest.raises(JobError):
        client_of(farm).request(root)
    assert farm.connections == 0


def test_client_when_used_by_several_threads_then_each_gets_its_own_answer(farm) -> None:
    def script(connection: socket.socket) -> None:
        path = read_request(connection)["get"]["path"]
        connection.sendall(frame.encode({"path": path, "files": []}))

    client = client_of(farm(script))
    answers: list[tuple[str, str]] = []

    def ask(path: str) -> None:
        for _ in range(10):
            answers.append((path, client.request({"get": {"type": "files", "path": path}})["path"]))

    threads = [threading.Thread(target=ask, args=(str(number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 40
    assert all(asked == answered for asked, answered in answers)


def test_client_when_ipv6_then_connects(farm) -> None:
    def script(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(frame.encode({"users": []}))

    try:
        served = farm(script, host="::1")
    except OSError:
        pytest.skip("not run: this machine has no IPv6")
    assert client_of(served).request(USERS) == {"users": []}


def test_question_when_nobody_answers_then_nothing_is_said_to_have_been_carried_out(farm) -> None:
    silent = farm(lambda connection: read_request(connection))
    with pytest.raises(UnknownOutcomeError, match="Nothing was submitted or changed") as error:
        client_of(silent, read_timeout_seconds=0.2).request(USERS)
    assert "carried" not in str(error.value)


def test_address_when_it_holds_what_a_terminal_obeys_then_it_is_shown_without() -> None:
    assert address.shown(Address("\x1b[31mfarm", 5)) == "\ufffd[31mfarm:5"
