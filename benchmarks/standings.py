"""A synthetic province, ranked and compared with its truth: ``python -m benchmarks.standings FOLDER [STANDINGS]``.

``FOLDER`` is what ``compliance demo`` wrote; it is ranked unless the ``STANDINGS`` (JSON) are given. Printed is how
many of each kind that was put in were found, and everything that was missed or found without cause. Exit status 1 if
there is any of that.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from engine.demo.province import ROSTER, TRUTH

Entry = dict[str, Any]
_AS_SENT = ("right", "copied", "copied_section", "borrowed", "defective", "late", "former_name", "short_name")


def faults(entry: Entry, unit: Entry, standings: Entry, folder: str) -> list[str]:
    """What the standings say of a unit otherwise than the truth."""
    wrong = []

    def must(holds: bool, what: str) -> None:
        if not holds:
            wrong.append(f"{entry['code']} {entry['fate']}: {what}")

    fate, status = entry["fate"], unit["status"]
    files = [file.removeprefix(folder) for file in entry["files"]]
    surely = entry.get("match", "sure") == "sure"
    if fate in _AS_SENT and surely:
        same = [note["file"] for note in standings["documents"] if note["instead"] == unit["file"]]
        counts = unit["file"] == files[0] or files[0] in same  # of the same content twice, either
        must(status == "ranked" and counts, f"{status} {unit['file']}")
    elif fate in _AS_SENT or fate == "slip":
        must(status == "doubtful" and unit["perhaps"] == files, f"{status} {unit['perhaps']}")
    elif fate == "missing":
        must(status == "missing" and not unit["elsewhere"], status)
    elif fate == "not_expected":
        must(status == "not_expected", status)
    elif fate == "wrong_year":
        must(status == "missing" and unit["elsewhere"] == files, f"{status} {unit['elsewhere']}")
    elif fate == "unreadable":
        must(status == "doubtful" and unit["perhaps"] == files, f"{status} {unit['perhaps']}")
    elif fate == "later_version":
        must(unit["file"] == entry["counts"].removeprefix(folder), unit["file"])
    elif fate == "doubtful_versions":
        must((status, unit["note"]) == ("doubtful", "several"), f"{status} {unit['note']}")
    elif fate == "same_file_twice":
        copies = [note["file"] for note in standings["documents"] if note["status"] == "copy"]
        must(status == "ranked" and sum(file in copies for file in files) == 1, status)
    elif fate == "another_units_file":
        must(status in ("missing", "doubtful") and not unit["file"], f"{status} {unit['file']}")
    else:
        must(False, "not known to this comparison")
    must((fate == "late") == (unit["timeliness"] in ("late", "perhaps_late")), unit["timeliness"])
    rules = {rule for defect in entry.get("defects", []) for rule in defect["rules"]}
    found = {gap["rule"] for gap in unit["gaps"]}
    may = {rule for defect in entry.get("defects", []) for rule in defect["may"]}
    must(bool(unit["reviews"]) or rules <= found, f"missed {sorted(rules - found)}")
    must(found <= rules | may, f"without cause {sorted(found - rules - may)}")
    return wrong


def across(entries: dict[str, Entry], standings: Entry) -> list[str]:
    """Copies that were missed, and likeness without cause."""
    copies = {frozenset((code, entry["copied_from"])) for code, entry in entries.items() if "copied_from" in entry}
    likeness = [note for note in standings["across"] if note["check"] == "likeness"]
    alike = {frozenset((note["code"], other)) for note in likeness for other in note["others"]}
    wrong = [f"{' and '.join(sorted(pair))}: copied, but not found" for pair in copies - alike]
    return wrong + [f"{' and '.join(sorted(pair))}: alike without cause" for pair in alike - copies]


def ranked(folder: Path) -> Entry:
    """The standings that the command gives."""
    with tempfile.TemporaryDirectory() as held:
        file = Path(held, "standings.json")
        (reports,) = (path for path in folder.iterdir() if path.is_dir() and path.name.isdecimal())
        command = ["cli.py", "rank", str(reports), "--roster", str(folder / ROSTER), "-o", str(file)]
        subprocess.run([sys.executable, *command], check=False, stderr=subprocess.DEVNULL)
        found: Entry = json.loads(file.read_text("utf-8"))
    return found


def main() -> int:
    """Compares, prints what came of it; the exit status."""
    folder = Path(sys.argv[1])
    standings = json.loads(Path(sys.argv[2]).read_text("utf-8")) if len(sys.argv) > 2 else ranked(folder)
    truth = json.loads((folder / TRUTH).read_text("utf-8"))
    entries = {entry["code"]: entry for entry in truth["reports"]}
    units = {unit["code"]: unit for unit in standings["units"]}
    found = {code: faults(entry, units[code], standings, f"{truth['year']}/") for code, entry in entries.items()}
    kinds = Counter(entry["fate"] for entry in entries.values())
    right = Counter(entries[code]["fate"] for code, wrong in found.items() if not wrong)
    for fate, count in sorted(kinds.items()):
        print(f"{fate:20} {right[fate]:6} of {count}")
    wrong = [line for lines in found.values() for line in lines] + across(entries, standings)
    print("\n".join(wrong) or "nothing was missed, and nothing found without cause")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
