"""The wheels: what is in them, and that they install into an empty environment."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

WHEELS = Path(__file__).parents[2] / "target" / "python" / "wheels"


def wheel(name: str) -> Path:
    """A wheel that `scripts/python-env` built."""
    found = sorted(WHEELS.glob(f"{name}-*.whl"))
    if not found:
        pytest.skip("no wheels: run scripts/python-env")
    return found[-1]


def test_the_wheels_are_fit_for_an_index() -> None:
    paths = [str(wheel("wppkit")), str(wheel("wppkit_mock"))]
    command = [sys.executable, "-m", "twine", "check", "--strict", *paths]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_one_wheel_serves_every_python_from_3_9() -> None:
    assert "-cp39-abi3-" in wheel("wppkit").name
    names = zipfile.ZipFile(wheel("wppkit")).namelist()
    assert "wppkit/py.typed" in names
    assert [name for name in names if name.endswith("/LICENSE-MIT")]
    assert "wppkit/_native.pyi" in names
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests")]


def test_the_source_distribution_has_all_that_a_build_needs(tmp_path: Path) -> None:
    manifest = Path(__file__).parents[1] / "Cargo.toml"
    maturin = Path(sys.executable).with_name("maturin")
    command = [str(maturin), "sdist", "-m", str(manifest), "-o", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    [path] = tmp_path.glob("wppkit-*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    assert {
        "PKG-INFO",
        "Cargo.toml",
        "Cargo.lock",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "bindings-python/src/lib.rs",
        "core/src/lib.rs",
        "core/api/src/lib.rs",
        "python/wppkit/__init__.py",
        "python/wppkit/_generated/operations.py",
        "python/wppkit/django/static/wppkit/wppkit-dashboard.js",
        "python/wppkit/py.typed",
    } <= names
    assert not [name for name in names if name.endswith((".so", ".pyd", ".pyc"))]


def test_the_command_line_is_a_module_and_says_how_to_get_it(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "wppkit"]
    done = subprocess.run([*command, "--version"], capture_output=True, text=True, env=environment)
    assert done.stdout.startswith("wppkit "), done.stderr
    # An interpreter beside which nothing is installed.
    lacking = {key: value for key, value in environment.items() if key != "WPPKIT_BINARY"}
    program = (
        "import sysconfig, sys; sysconfig.get_path = lambda name: '/nowhere'; import wppkit.__main__ as m; "
        "sys.exit(m.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env={**lacking, "PATH": str(tmp_path)}
    )
    assert (done.returncode, "pip install 'wppkit[testing]'" in done.stderr) == (2, True), done.stderr


def test_the_wheels_work_in_an_empty_environment(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*install, str(wheel("wppkit")), str(wheel("wppkit_mock"))], check=True)
    program = (
        "from wppkit.testing import MockServer\n"
        "with MockServer.start() as server:\n"
        "    print(server.session('shop').send_text('5511999990001', 'Hi').chat)\n"
    )
    environment = {"PATH": "/usr/bin:/bin"}
    done = subprocess.run([str(python), "-c", program], capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert done.stdout.strip() == "5511999990001@c.us", done.stderr
