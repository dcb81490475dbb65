"""Threads, forks, signals, subinterpreters."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading

import pytest

import wppkit
from wppkit import Session
from wppkit.testing import World

posix = pytest.mark.skipif(sys.platform == "win32", reason="forks and signals of POSIX")


def run(source: str, world: World, *, timeout: float = 60) -> str:
    """Runs a program with a connected session `shop`; what it printed."""
    world.put_session()
    start = f"""
        import os, sys, threading, time, wppkit
        from wppkit.testing import World
        world = World({world.url!r}, {world.secret!r})
        shop = world.client().session("shop")
        """
    program = textwrap.dedent(start) + textwrap.dedent(source)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=timeout)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_threads_share_a_client(wpp_mock: World, wpp_session: Session) -> None:
    found: list[str] = []

    def work() -> None:
        for _ in range(20):
            found.append(wpp_session.device.get_phone_number())

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 160
    assert len(set(found)) == 1


@posix
def test_parent_and_children_keep_working_across_forks(wpp_mock: World) -> None:
    out = run(
        """
        shop.status()
        children = []
        for number in range(4):
            child = os.fork()
            if child == 0:
                ok = shop.send_text("5511999990001", f"child {number}").ack == 1
                os._exit(0 if ok and shop.status().state == "connected" else 1)
            children.append(child)
            shop.send_text("5511999990001", f"parent {number}")
        print([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children])
        """,
        wpp_mock,
    )
    assert out.strip() == "[0, 0, 0, 0]"
    texts = {message.text for message in wpp_mock.sent()}
    assert texts == {f"{who} {number}" for who in ("parent", "child") for number in range(4)}


@posix
def test_forks_in_the_middle_of_calls_of_other_threads_do_not_hang(wpp_mock: World) -> None:
    out = run(
        """
        stop = threading.Event()
        def busy():
            while not stop.is_set():
                shop.device.get_phone_number()
        threads = [threading.Thread(target=busy) for _ in range(4)]
        for thread in threads: thread.start()
        codes = []
        for _ in range(20):
            child = os.fork()
            if child == 0:
                shop.device.get_phone_number()
                os._exit(0)
            codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        stop.set()
        for thread in threads: thread.join()
        print(sum(codes), len(codes))
        """,
        wpp_mock,
    )
    assert out.split() == ["0", "20"]


@posix
def test_ctrl_c_ends_a_blocking_call(wpp_mock: World) -> None:
    wpp_mock.faults.hang(operation="all-chats")
    out = run(
        """
        import signal
        def interrupt():
            while not world.requests("all-chats"): pass
            os.kill(os.getpid(), signal.SIGINT)
        threading.Thread(target=interrupt).start()
        try:
            shop.chat.all_chats()
        except KeyboardInterrupt:
            world.faults.clear()
            print("interrupted", shop.status().state)
        """,
        wpp_mock,
    )
    assert out.strip() == "interrupted connected"


def test_other_threads_go_on_while_a_call_waits(wpp_mock: World, wpp_session: Session) -> None:
    wpp_mock.faults.hang(operation="all-chats", times=1)
    outcome: list[object] = []

    def wait() -> None:
        with pytest.raises(wppkit.TimeoutError) as caught:
            wpp_session.with_options(attempts=1).chat.all_chats(timeout=2)
        outcome.append(caught.value)

    waiting = threading.Thread(target=wait)
    waiting.start()
    while not wpp_mock.requests("all-chats"):
        pass
    assert wpp_session.device.get_phone_number()
    assert outcome == []
    waiting.join()
    assert len(outcome) == 1


@posix
def test_multiprocessing_passes_errors_and_results_back(wpp_mock: World) -> None:
    out = run(
        """
        import multiprocessing
        def work(number):
            return shop.send_text(number, "x")
        with multiprocessing.get_context("fork").Pool(2) as pool:
            print(pool.apply(work, ("5511999990001",)).chat)
            try:
                pool.apply(work, ("nobody",))
            except wppkit.InvalidInputError as error:
                print(error.operation)
        """,
        wpp_mock,
    )
    assert out.split() == ["5511999990001@c.us", "send-message"]


def test_a_subinterpreter_is_refused_with_the_reason() -> None:
    interpreters = pytest.importorskip("_xxsubinterpreters" if sys.version_info < (3, 13) else "_interpreters")
    program = textwrap.dedent(
        f"""
        import sys, wppkit, {interpreters.__name__} as interpreters
        path = {sys.path!r}
        interpreter = interpreters.create()
        source = f'''
        import sys
        sys.path[:] = {{path!r}}
        try:
            import wppkit
        except ImportError as error:
            print(error, flush=True)
        '''
        import textwrap
        interpreters.run_string(interpreter, textwrap.dedent(source))
        """
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert "subinterpreter" in done.stdout, done.stdout + done.stderr


def test_importing_has_no_side_effects() -> None:
    program = (
        "import sys, threading, wppkit; "
        "print(threading.active_count(), *(name in sys.modules for name in ('asyncio', 'logging', 'pytest')))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", program],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout.split() == ["1", "False", "False", "False"], done.stderr
