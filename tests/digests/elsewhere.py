"""``python -m tests.digests.elsewhere``: the digests of another machine, which is emulated, beside this one's.

It is a Debian for aarch64 with its own C library, its own Python and the locked packages as they are built for it;
durable-rules is compiled for it. QEMU makes its instructions out of this machine's. Its ``char`` has no sign, its
floating point has other instructions, and it has none of this machine's packages. Some ten minutes and 1.5 GB below
``build/elsewhere``; on Debian or Ubuntu on x86-64 with Python 3.11, as root, with the packages that it names.
"""

from __future__ import annotations

import difflib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from supply.pins import Pin, pins_of

ROOT = Path(__file__).parents[2]
WORK = ROOT / "build/elsewhere"
MACHINE = WORK / "machine"  # its files
MIRROR, SUITE, PYTHON = "http://deb.debian.org/debian", "bookworm", "3.11"
NEEDED = {  # programs, and the packages that they are in
    "debootstrap": "debootstrap",
    "proot": "proot",
    "qemu-aarch64-static": "qemu-user-static",
    "aarch64-linux-gnu-gcc": "gcc-aarch64-linux-gnu",
}
_PACKAGES = ("python3", "python3-dev", "libgomp1", "libstdc++6", "ca-certificates")
_EXTRAS = {"pyarrow", "rich", "markdown-it-py", "mdurl", "pygments", "reportlab", "packaging", "fsspec"}
_WHEELS = ("2014", "_2_17", "_2_26", "_2_27", "_2_28", "_2_31", "_2_34")
_COPIED = ("engine", "commands", "rules", "cases", "schema", "tests", "benchmarks", "supply", "locks")


def main() -> int:
    """Makes the machine if it is not there, and compares; the difference goes to standard output."""
    missing = sorted(package for program, package in NEEDED.items() if shutil.which(program) is None)
    if missing or os.geteuid():
        _say(f"to be run as root, after: apt-get install {' '.join(missing)}")
        return 2
    if f"{sys.version_info[0]}.{sys.version_info[1]}" != PYTHON:  # the lock files say what is for which
        _say(f"to be run by Python {PYTHON}")
        return 2
    if not (MACHINE / "ready").exists():
        shutil.rmtree(WORK, ignore_errors=True)
        _system()
        _libraries(MACHINE / f"usr/local/lib/python{PYTHON}/dist-packages")
        (MACHINE / "ready").touch()
    _project()
    _say("digests there, then here")
    there = _there(f"/usr/bin/python{PYTHON}", "-m", "tests.digests")
    here = _run(sys.executable, "-m", "tests.digests")
    lines = list(difflib.unified_diff(here.splitlines(), there.splitlines(), "here", "there", lineterm=""))
    print("\n".join(lines) if lines else f"the same: {len(json.loads(here)['digests'])} files")
    return 1 if lines else 0


def _system() -> None:
    """Debian's packages, taken apart; none is configured, since nothing but Python is to run there."""
    _say("another machine")
    included = f"--include={','.join(_PACKAGES)}"
    MACHINE.parent.mkdir(parents=True, exist_ok=True)
    _run("debootstrap", "--foreign", "--arch=arm64", "--variant=minbase", included, SUITE, str(MACHINE), MIRROR)
    for package in sorted((MACHINE / "var/cache/apt/archives").glob("*.deb")):
        _run("dpkg-deb", "-x", str(package), str(MACHINE))


def _libraries(into: Path) -> None:
    """The locked packages for that machine, each with one of the digests in the lock file."""
    _say("its libraries")
    wanted = [pin for pin in _pins() if pin.name != "durable-rules"]
    (durable,) = (pin for pin in _pins() if pin.name == "durable-rules")
    locked, wheels = WORK / "locked.txt", WORK / "wheels"
    locked.write_text("".join(pin.text for pin in wanted), "utf-8")
    machine = [f"--platform=manylinux{each}_aarch64" for each in _WHEELS]
    download = (sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes", "-d", str(wheels))
    _run(*download, "--only-binary=:all:", f"--python-version={PYTHON}", *machine, "-r", str(locked))
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(into)
    _durable(durable, into)


def _pins() -> Iterator[Pin]:
    yield from (pin for pin in pins_of("runtime") if pin.here())
    yield from (pin for layer in ("build", "extras", "development") for pin in pins_of(layer) if pin.name in _EXTRAS)


def _durable(pin: Pin, into: Path) -> None:
    """durable-rules from its source, compiled for that machine as its setup.py would."""
    sources = WORK / "sources"
    locked = WORK / "durable.txt"
    locked.write_text(pin.text, "utf-8")
    command = (sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary=:all:", "--require-hashes")
    _run(*command, "-d", str(sources), "-r", str(locked))
    (packed,) = sources.glob("*.tar.gz")
    with tarfile.open(packed) as archive:
        archive.extractall(sources, filter="data")
    source = sources / packed.name.removesuffix(".tar.gz")
    headers = [f"-I{source}/src/rules", f"-I{MACHINE}/usr/include/python{PYTHON}", f"-I{MACHINE}/usr/include"]
    files = sorted(map(str, [*source.glob("src/rules/*.c"), *source.glob("src/rulespy/*.c")]))
    made = into / f"durable_rules_engine.cpython-{PYTHON.replace('.', '')}-aarch64-linux-gnu.so"
    flags = ("-std=c99", "-D_GNU_SOURCE", "-O2", "-fPIC", "-shared", "-w")
    _run("aarch64-linux-gnu-gcc", *flags, *headers, *files, "-o", str(made))
    shutil.copytree(source / "libpy/durable", into / "durable", dirs_exist_ok=True)
    about = into / f"durable_rules-{pin.version}.dist-info"
    about.mkdir(exist_ok=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: durable_rules\nVersion: {pin.version}\n", "utf-8")


def _project() -> None:
    """The project as it is here."""
    for name in _COPIED:
        shutil.rmtree(MACHINE / "project" / name, ignore_errors=True)
        shutil.copytree(ROOT / name, MACHINE / "project" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("cli.py", "pyproject.toml"):
        shutil.copy(ROOT / file, MACHINE / "project" / file)


def _there(*command: str) -> str:
    """What a command says on the other machine."""
    bound = ("-0", "-r", str(MACHINE), "-b", "/proc", "-b", "/dev", "-w", "/project")
    environment = {"HOME": "/root", "LANG": "C.UTF-8", "PATH": os.environ["PATH"], "PROOT_NO_SECCOMP": "1"}
    return _run("proot", "-q", "qemu-aarch64-static", *bound, *command, environment=environment)


def _run(*command: str, environment: dict[str, str] | None = None) -> str:
    came = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if came.returncode:
        sys.exit(f"{command[0]} failed:\n{came.stderr[-2000:]}")
    return came.stdout


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
