"""The farm's socket: whose requests it takes, and what it bears from clients that hang up, dribble or talk nonsense."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import stat
import time

import pytest

from afsubmit.errors import ServerUnreachableError
from afsubmit.local.server import FarmServer
from afsubmit.studio import process_mark
from afsubmit.wire import Client, frame

from .conftest import HOST, FarmProcess, a_job, connected, exchange, exchanges, until

DEADLY = "38"
"""The recorded requests of which afserver 3.4.1 died."""


@pytest.fixture(scope="module")
def open_farm(tmp_path_factory):
    """A farm that takes requests without a token, waits two seconds for the rest of a request, and runs nothing."""
    one = FarmProcess(tmp_path_factory.mktemp("home")).start(slots=0, is_open=True)
    yield one
    assert one.terminate() == 0, one.log()
    assert "Traceback" not in one.log()


def framed(root: object) -> bytes:
    body = json.dumps(root).encode()
    return b"AFANASY %d JSON%s" % (len(body), body)


def answer_to(farm: FarmProcess, data: bytes) -> dict:
    where = farm.tcp if farm.tcp.port else farm.address
    answer = frame.Decoder(maximum=frame.MAX_ANSWER_BYTES).feed(exchange(where, data))
    assert answer is not None
    return answer


def is_well(farm: FarmProcess) -> bool:
    return farm.is_alive() and answer_to(farm, framed({"get": {"type": "renders"}}))["renders"][0]["name"] == HOST


@pytest.fixture
def quiet_server(tmp_path):
    """A server that answers with the request's number; `handled` holds what it was asked."""
    handled: list = []
    server = FarmServer(lambda root: handled.append(root) or {"number": len(handled)}, port=0)
    server.handled = handled
    yield server
    server.close()


def test_server_when_a_request_comes_whole_then_it_is_answered_in_one_look(quiet_server: FarmServer) -> None:
    for number in (1, 2):
        with socket.create_connection(("127.0.0.1", quiet_server.port), timeout=20) as client:
            client.sendall(framed({"get": {}}))
            quiet_server.serve(None)
            assert len(quiet_server.handled) == number
            assert frame.Decoder().feed(client.recv(4096)) == {"number": number}


def test_server_when_clients_come_and_go_without_a_request_then_that_is_no_news(quiet_server: FarmServer) -> None:
    address = ("127.0.0.1", quiet_server.port)
    for data in (b"", b"AFANASY 9", b"nonsense" * 20):
        with socket.create_connection(address, timeout=20) as client:
            client.sendall(data)
        quiet_server.serve(0.0)
    with socket.create_connection(address, timeout=20) as client:
        client.sendall(framed({"get": {}}))
        quiet_server.serve(None)  # until the request, whatever else there was to read
        assert len(quiet_server.handled) == 1
    quiet_server.wake()
    quiet_server.serve(None)


# Who may ask


@pytest.mark.parametrize(
    "token",
    [
        pytest.param({}, id="none"),
        pytest.param({"token": ""}, id="empty"),
        pytest.param({"token": "0" * 32}, id="wrong"),
        pytest.param({"token": "\u00fc\ud800"}, id="not ASCII"),
        pytest.param({"token": None}, id="null"),
        pytest.param({"token": ["x"]}, id="a list"),
        pytest.param({"token": 7}, id="a number"),
    ],
)
def test_request_when_its_token_is_not_ours_then_refused_and_nothing_done(shared: FarmProcess, token: dict) -> None:
    before = [job["name"] for job in shared.client.jobs()]
    for root in ({"job": a_job()}, {"get": {"type": "jobs"}}, {"action": {"type": "renders", "mask": ".*"}}):
        answer = answer_to(shared, framed({**root, **token}))
        assert list(answer) == ["info"]
        assert "token" in answer["info"]["text"]
    assert [job["name"] for job in shared.client.jobs()] == before


def test_farm_when_open_then_a_client_without_a_token_is_served(open_farm: FarmProcess) -> None:
    assert open_farm.address.token == ""
    receipt = open_farm.client.send_job(a_job())
    assert receipt.id > 1


@pytest.mark.posix("modes, and sockets with a path")
def test_farm_when_it_runs_then_only_its_user_can_read_where_and_reach_it(shared, open_farm) -> None:
    assert stat.S_IMODE(os.stat(shared.file).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(shared.folder).st_mode) == 0o700
    content = json.loads(shared.file.read_text(encoding="utf-8"))
    assert content["port"] == 0
    assert stat.S_IMODE(os.stat(content["socket"]).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(os.path.dirname(content["socket"])).st_mode) == 0o700
    assert process_mark.is_running(content["pid"], content["start"])
    assert open_farm.tcp.host == "127.0.0.1"
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.2", open_farm.tcp.port), timeout=5):
        pass


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", id="get"),
        pytest.param(
            b"POST / HTTP/1.1\r\nAFANASY: 2\r\nContent-Length: 2\r\n\r\n{}", id="post, as the server takes it"
        ),
        pytest.param(b"OPTIONS / HTTP/1.1\r\nAFANASY: 2\r\n\r\n", id="what a browser asks first"),
    ],
)
def test_web_page_when_it_asks_then_refused(open_farm: FarmProcess, data: bytes) -> None:
    assert answer_to(open_farm, data)["info"]["kind"] == "error"
    assert is_well(open_farm)


# Strangers at the port: a farm that listens on one, as on Windows and with --open


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A farm that listens on a port, asks for its token, waits two seconds for a request, and runs nothing."""
    one = FarmProcess(tmp_path_factory.mktemp("home")).start(slots=0, has_port=True)
    yield one
    assert one.terminate() == 0, one.log()
    assert "Traceback" not in one.log()


def owner_at_the_port(farm: FarmProcess) -> Client:
    return Client(farm.tcp._replace(token=farm.address.token), user_name="jimmy", host_name=HOST)


def test_stranger_when_his_request_is_long_then_turned_away_before_it_is_there(guarded: FarmProcess) -> None:
    """He is answered though he has not sent the rest: nothing waits for it and nothing was decoded."""
    for body in (b'{"job":' + b" " * 300, b'{"a":"' + b"x" * 65536, b'{"token":"00", "job":', b'{"token":"", "job":'):
        with connected(guarded.tcp) as stranger:
            stranger.sendall(b"AFANASY 60000000 JSON" + body)
            answer = frame.Decoder().feed(stranger.recv(65536))
        assert "token" in answer["info"]["text"]


def test_stranger_when_his_request_is_short_then_read_whole_and_turned_away(guarded: FarmProcess) -> None:
    answer = answer_to(guarded, framed({"job": a_job(), "more": "x" * 60_000}))
    assert "token" in answer["info"]["text"]


@pytest.mark.parametrize("size", [10, 60_000, 70_000, 3_000_000])
def test_owner_when_at_the_port_then_served_however_long_the_request(guarded: FarmProcess, size: int) -> None:
    name = f"long {size}"
    owner_at_the_port(guarded).send_job(
        a_job({"name": "b", "tasks": [{"name": "t", "command": "x" * size}]}, name=name)
    )
    assert name in [job["name"] for job in owner_at_the_port(guarded).jobs()]


@pytest.mark.parametrize("kind", ["guarded", "open_farm"])
@pytest.mark.parametrize(
    "opening",
    [
        pytest.param(b"", id="silent"),
        pytest.param(b"AFANASY 60000000 JSON{", id="a long request begun"),
        pytest.param(b"AFANASY 100 JSON{", id="a short request begun"),
        pytest.param(b"AFANASY 60000000 JSON\xef\xbb\xbf   ", id="without a brace"),
    ],
)
def test_strangers_when_they_hold_every_connection_then_the_owner_is_served_each_time(
    request: pytest.FixtureRequest, kind: str, opening: bytes
) -> None:
    farm = request.getfixturevalue(kind)
    crowd = [connected(farm.tcp) for _ in range(300)]
    try:
        for stranger in crowd:
            with contextlib.suppress(OSError):
                stranger.sendall(opening)
        for client in (farm.client, owner_at_the_port(farm)):
            for _ in range(5):
                assert client.renders()[0].name == HOST
    finally:
        for stranger in crowd:
            stranger.close()


def test_stranger_when_he_sends_a_byte_now_and_then_then_his_time_ends_all_the_same(guarded: FarmProcess) -> None:
    with connected(guarded.tcp, seconds=20) as stranger:
        stranger.sendall(b"AFANASY 60000 JSON{")
        stranger.settimeout(0.05)

        def is_closed() -> bool:
            try:
                stranger.send(b" ")
                return stranger.recv(10) == b""
            except socket.timeout:
                return False
            except OSError:
                return True

        until(is_closed, "the connection is closed")


def test_old_client_when_the_farm_is_open_then_long_requests_without_a_token_are_taken(open_farm: FarmProcess) -> None:
    job = a_job({"name": "b", "tasks": [{"name": "t", "command": "x" * 2_000_000}]}, name="by an old client")
    assert answer_to(open_farm, framed({"job": job}))["id"] > 1


@pytest.mark.posix("sockets with a path")
def test_folder_when_its_name_is_too_long_for_a_socket_then_reached_in_another_of_ours(tmp_path) -> None:
    home = tmp_path / ("a long name " * 8)
    home.mkdir()
    farm = FarmProcess(home).start(slots=0)
    path = farm.address.host
    try:
        assert farm.client.renders()[0].name == HOST
        assert not path.startswith(str(home))
        assert stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode) == 0o700
        farm.kill()
        assert os.path.exists(path)
        farm.start(slots=0)
        assert not os.path.exists(path)
        path = farm.address.host
    finally:
        assert farm.terminate() == 0
    assert not os.path.exists(os.path.dirname(path))


def test_client_when_its_farm_was_killed_then_told_so_and_not_to_check_an_address(home) -> None:
    farm = FarmProcess(home).start(slots=0, has_port=True)
    clients = farm.client, owner_at_the_port(farm)
    farm.kill()
    for client in clients:
        with pytest.raises(ServerUnreachableError, match=r"farm of this machine is gone.*afsubmit farm") as caught:
            client.renders()
        assert "address is right" not in str(caught.value)


# What it bears


@pytest.mark.parametrize("place", range(len(exchanges(DEADLY))))
def test_request_when_it_kills_the_real_server_then_answered_and_the_farm_lives(open_farm, place: int) -> None:
    before = len(open_farm.client.jobs())
    answer = answer_to(open_farm, exchanges(DEADLY)[place][0])
    assert answer.get("id", 0) == 0
    assert is_well(open_farm)
    assert len(open_farm.client.jobs()) == before


NONSENSE = [
    pytest.param({"get": {}}, id="get nothing"),
    pytest.param({"get": {"type": "jobs", "ids": "x", "mask": 5, "mode": []}}, id="get with wrong types"),
    pytest.param({"get": {"type": "jobs", "ids": [2**70], "mode": "progress"}}, id="an id beyond all"),
    pytest.param({"get": {"type": "jobs", "ids": [1], "block_ids": [0], "task_ids": [0]}}, id="the system job's task"),
    pytest.param({"get": {"type": ["jobs"]}}, id="a type that is a list"),
    pytest.param({"action": None}, id="action null"),
    pytest.param({"action": {"type": "jobs", "user_name": "u", "host_name": "h", "ids": [2**70]}}, id="no operation"),
    pytest.param({"job": [1, 2]}, id="a job that is a list"),
    pytest.param({"job": a_job(name="\ud800")}, id="half a surrogate"),
    pytest.param({"job": {**a_job(), "blocks": [[]]}}, id="a block that is a list"),
    pytest.param({"job": a_job({"flags": 1, "frame_first": -(2**62), "frame_last": 2**62})}, id="endless frames"),
    pytest.param({"job": a_job({"flags": 1, "frame_last": 10**9})}, id="a thousand million frames"),
    pytest.param({"job": a_job({"tasks": [None, 5, "x", {"command": 5}], "name": "n"})}, id="tasks of all kinds"),
    pytest.param({"job": a_job({"flags": 1, "depend_mask": "(" * 5000, "name": "b"})}, id="a mask of brackets"),
    pytest.param({"monitor": {"engine": "python"}}, id="a monitor"),
    pytest.param({"user": {}}, id="a user without a name"),
    pytest.param({"reload_config": 1}, id="reload"),
    pytest.param({"save": {"path": "/etc/x", "object": {}}}, id="save a file"),
    pytest.param({}, id="nothing"),
]


@pytest.mark.parametrize("root", NONSENSE)
def test_request_when_it_is_nonsense_then_answered_and_the_farm_lives(open_farm: FarmProcess, root: dict) -> None:
    assert answer_to(open_farm, framed(root))
    assert is_well(open_farm)
    assert "Traceback" not in open_farm.log()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"AFANASY 67108853 JSON{", "67,108,853", id="more than a server takes"),
        pytest.param(b"AFANASY 99999999999999999999 JSON{", "announces", id="a number beyond all"),
        pytest.param(b"AFANASY -1 JSON{}", "Invalid buffer size", id="less than nothing"),
        pytest.param(b"AFANASY 3 JSON{,}", "character 1", id="no JSON"),
        pytest.param(b'AFANASY 9 JSON{"a":NaN}', "NaN", id="not a number"),
        pytest.param(b"AFANASY 200000 JSON" + b'{"a":' * 40000, "read", id="nested without end"),
        pytest.param(os.urandom(3000).replace(b"A", b"B").replace(b"a", b"b"), "AFANASY", id="noise"),
    ],
)
def test_bytes_when_they_are_no_request_then_the_reason_and_the_farm_lives(open_farm, data: bytes, words: str) -> None:
    answer = answer_to(open_farm, data)
    assert answer["info"]["kind"] == "error"
    assert words in answer["info"]["text"]
    assert is_well(open_farm)


@pytest.mark.parametrize("size", [0, 1, 7, 12, 30])
def test_client_when_it_hangs_up_half_way_then_the_farm_lives(open_farm: FarmProcess, size: int) -> None:
    with connected(open_farm.tcp) as client:
        client.sendall(framed({"job": a_job(name="half")})[:size])
    assert is_well(open_farm)
    assert "half" not in [job["name"] for job in open_farm.client.jobs()]


def test_client_when_it_hangs_up_before_the_answer_then_its_job_is_there(open_farm: FarmProcess) -> None:
    """Which is why a submission that heard no answer looks its job up."""
    with connected(open_farm.tcp) as client:
        client.sendall(framed({"job": a_job(name="whole")}))
    until(lambda: "whole" in [job["name"] for job in open_farm.client.jobs()], "the job")


def test_client_when_it_sends_byte_by_byte_then_answered_as_ever(open_farm: FarmProcess) -> None:
    with connected(open_farm.tcp) as client:
        for byte in framed({"get": {"type": "renders"}}):
            client.send(bytes([byte]))
        decoder = frame.Decoder()
        answer = None
        while answer is None:
            answer = decoder.feed(client.recv(65536))
    assert answer["renders"][0]["name"] == HOST


def test_client_when_it_falls_silent_then_closed_after_a_while_and_others_are_served_meanwhile(open_farm) -> None:
    with connected(open_farm.tcp, seconds=20) as client:
        client.sendall(b"AFANASY 100 JSON{")
        assert is_well(open_farm)
        assert client.recv(10) == b""


def test_second_request_on_a_connection_when_sent_then_not_read(open_farm: FarmProcess) -> None:
    two = framed({"get": {"type": "renders"}}) + framed({"job": a_job(name="second")})
    with connected(open_farm.tcp) as client:
        client.sendall(two)
        assert client.recv(10).startswith(b"AFANASY")
        with contextlib.suppress(OSError):
            client.sendall(framed({"job": a_job(name="second")}))
        assert is_well(open_farm)
    assert "second" not in [job["name"] for job in open_farm.client.jobs()]


def test_clients_when_hundreds_stay_without_a_word_then_the_farm_is_soon_there_again(open_farm: FarmProcess) -> None:
    crowd = [connected(open_farm.tcp) for _ in range(300)]
    try:
        until(lambda: _is_answered(open_farm), "it answers")
    finally:
        for client in crowd:
            client.close()


def _is_answered(farm: FarmProcess) -> bool:
    try:
        return is_well(farm)
    except (OSError, AssertionError):
        return False


def test_client_when_it_does_not_read_a_long_answer_then_others_are_served(open_farm: FarmProcess) -> None:
    tasks = [{"name": "x" * 200, "command": "y" * 200} for _ in range(10_000)]
    job = open_farm.client.send_job(a_job({"name": "b", "tasks": tasks})).id
    with connected(open_farm.tcp, seconds=20) as slow:
        slow.sendall(framed({"get": {"type": "jobs", "ids": [job], "mode": "full"}}))
        time.sleep(0.1)
        assert is_well(open_farm)
        decoder = frame.Decoder(maximum=frame.MAX_ANSWER_BYTES)
        answer = None
        while answer is None:
            answer = decoder.feed(slow.recv(1 << 20))
    assert len(answer["jobs"][0]["blocks"][0]["tasks"]) == 10_000


def test_signal_when_the_farm_has_closed_then_wakes_nobody(quiet_farm) -> None:
    signal.set_wakeup_fd(quiet_farm.server.waker_number, warn_on_full_buffer=False)
    quiet_farm.close()
    quiet_farm.leave()
    assert signal.set_wakeup_fd(-1) == -1
