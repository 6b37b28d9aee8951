"""Is anything that is locked known to be vulnerable? ``python -m supply.audit [--database DUMP.zip]``.

Without a database pip-audit asks the advisories of the package index. Exit status: 0 nothing is known about any of
the packages, 1 something is, 2 wrong use, 3 the advisories could not be asked about all of them: no good news.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from supply.advisories import Advisory, known_in
from supply.pins import AUDIT, FOLDER, LAYERS, Pin, pins_of

_SECONDS = 600
CLEAN, VULNERABLE, UNUSABLE, NOT_ASKED = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints what is known; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m supply.audit", description=__doc__)
    parser.add_argument("--database", type=Path, help="a zip of OSV advisories, asked instead of the network")
    parser.add_argument("--auditor", default="pip-audit", help="the pip-audit to run")
    asked = parser.parse_args(arguments)
    pins = [pin for layer in (*LAYERS, AUDIT) for pin in pins_of(layer)]
    if asked.database:
        return _from_file(asked.database, pins)
    return _from_index(asked.auditor, pins)


def _from_file(database: Path, pins: Sequence[Pin]) -> int:
    try:
        found, count, newest = known_in(database, pins)
    except ValueError as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    packages = len({pin.name for pin in pins})
    return _told(found, f"{packages} packages against {count} advisories, the newest of {newest}")


def _from_index(auditor: str, pins: Sequence[Pin]) -> int:
    files = [f"--requirement={FOLDER / f'{layer}.txt'}" for layer in (*LAYERS, AUDIT)]
    line = [auditor, "--require-hashes", "--disable-pip", "--format=json", "--progress-spinner=off", *files]
    try:
        run = subprocess.run(line, capture_output=True, timeout=_SECONDS, check=False)
        listed = json.loads(run.stdout)["dependencies"]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, TypeError) as error:
        print(f"not audited: the advisories could not be asked ({type(error).__name__})", file=sys.stderr)
        return NOT_ASKED
    answered = {item["name"] for item in listed if "skip_reason" not in item}
    found = [
        Advisory(item["name"], item["version"], vulnerability["id"], tuple(vulnerability.get("fix_versions", ())))
        for item in listed
        for vulnerability in item.get("vulns", ())
    ]
    names = {pin.name for pin in pins if pin.here()}
    if names <= answered:
        return _told(found, f"{len(answered)} packages against the advisories of the package index")
    status = _told(found, f"{len(answered)} packages") if answered else CLEAN
    print(f"not audited: no advisories for {len(names - answered)} of {len(names)} packages", file=sys.stderr)
    return status or NOT_ASKED


def _told(found: Sequence[Advisory], what: str) -> int:
    for item in found:
        better = f"; fixed in {', '.join(item.fixed)}" if item.fixed else ""
        print(f"{item.package} {item.version}: {item.id}{better}")
    print(f"{what}: {len(found) or 'nothing'} known")
    return VULNERABLE if found else CLEAN


if __name__ == "__main__":
    sys.exit(main())
