"""The same tables and stores on PostgreSQL, from Debian's packages."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterator

import pytest


def program(name: str) -> str:
    found = shutil.which(name) or next(
        iter(sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), reverse=True)), None
    )
    assert found, f"there is no {name}: scripts/postgres installs it"
    return found


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[str]:
    """The socket folder of a server that is made for the test and ends with it."""
    # The server refuses to run as root.
    demoted = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    home = Path(f"/tmp/wppkit-pg-{os.getpid()}")
    home.mkdir()
    if demoted:
        shutil.chown(home, "postgres", "postgres")
    data = home / "data"

    def run(*command: str) -> None:
        subprocess.run([*demoted, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")

    run(program("initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-N")
    options = f"-c listen_addresses='' -k {home} -F"
    run(program("pg_ctl"), "-D", str(data), "-w", "-o", options, "-l", str(home / "log"), "start")
    yield str(home)
    run(program("pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
    shutil.rmtree(home)


def test_every_test_of_the_tables_passes_on_postgres(postgres: str) -> None:
    here = Path(__file__).parent
    tests = [str(here / name) for name in ("test_events.py", "test_sends.py", "test_commands.py")]
    environment = {**os.environ, "WPPKIT_TEST_POSTGRES": postgres, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=here.parents[1])
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "passed" in ran.stdout
