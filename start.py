"""Set up Factline in this folder and start it. Needs Python 3.11 or newer, nothing else.

    python3 start.py                 set up (first time: about half a minute) and start Factline
    python3 start.py answer losses   the same, then one answer; any `factline` command works
    python3 start.py test            set up the development extras and run the whole test suite

Makes a virtual environment in `.venv` beside this file and installs the packages named in the
hashed lists. Later starts skip what is done. Runs on Linux, macOS and Windows.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)


def main(arguments: list[str]) -> int:
    """Set up what is missing, then run Factline or its tests; gives the exit code."""
    if sys.version_info < OLDEST:
        have = ".".join(map(str, sys.version_info[:3]))
        return _fail(f"Factline needs Python 3.11 or newer; this is {have}.")
    testing = arguments[:1] == ["test"]
    problem = _install("requirements-dev.txt" if testing else "requirements.txt")
    if problem:
        return _fail(problem)
    if testing:
        workers = [] if "-n" in arguments else ["-n", "2"]
        command = [str(PYTHON), "-m", "pytest", *workers, *arguments[1:]]
    else:
        command = [str(PYTHON), "-m", "bot", *arguments]
    try:
        return subprocess.run(command, check=False, cwd=HERE if testing else None).returncode
    except KeyboardInterrupt:
        return 130


def _install(lock: str) -> str | None:
    """Install a hashed list and this project, unless it is done; gives a sentence on failure."""
    wanted = hashlib.sha256()
    for name in (lock, "pyproject.toml"):
        wanted.update((HERE / name).read_bytes())
    stamp = VENV / f".installed-{lock}"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted.hexdigest():
        return None
    print(f"Setting up Factline in {VENV.name} …", file=sys.stderr, flush=True)
    if not PYTHON.exists() and _run([sys.executable, "-m", "venv", str(VENV)]):
        return (
            "No virtual environment could be made. On Debian and Ubuntu: apt install python3-venv"
        )
    # Bytecode is written now, so that no start pays for it, whatever PYTHONDONTWRITEBYTECODE says.
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    for step in (
        [*pip, "--require-hashes", "-r", str(HERE / lock)],
        [*pip, "--no-deps", "-e", str(HERE)],
        [str(PYTHON), "-m", "compileall", "-q", str(HERE / "bot"), str(HERE / "facts")],
    ):
        if _run(step):
            return "Setting up failed; the lines above say why. Mend that and run this again."
    stamp.write_text(wanted.hexdigest())
    return None


def _run(command: list[str]) -> int:
    return subprocess.run(command, check=False).returncode


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
