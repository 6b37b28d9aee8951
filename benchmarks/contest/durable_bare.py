"""durable-rules alone, one generic rule over computed differences, every fact asserted."""

from __future__ import annotations

from typing import Any

from benchmarks.contest.checks import Contestant, Report, Solve, differences, leaves_of
from engine.rulebook import Form


def _prepare(form: Form) -> Solve:
    from durable.engine import Host, MessageNotHandledException

    class Quiet(Host):  # type: ignore[misc]
        """Without the timer threads, which crash."""

        def _run(self) -> None:
            pass

    found: list[str] = []

    def anchor(_: Any) -> None:
        pass

    def broken(context: Any) -> None:
        found.append(context._m["m"]["name"])

    rules = {
        "contest": {
            "anchor": {"all": [{"m": {"$and": [{"kind": "anchor"}]}}], "run": anchor},
            "broken": {"all": [{"m": {"$and": [{"kind": "check"}, {"$neq": {"difference": 0}}]}}], "run": broken},
        }
    }
    host = Quiet()
    host.set_rulesets(rules)
    leaves = leaves_of(form)

    def one(report: Report, sid: str) -> list[str]:
        found.clear()
        host.assert_fact("contest", {"id": "anchor", "sid": sid, "kind": "anchor"})
        for name, difference in differences(report, leaves).items():
            try:
                fact = {"id": name, "sid": sid, "kind": "check", "name": name, "difference": difference}
                host.assert_fact("contest", fact)
            except MessageNotHandledException:
                pass
        host.delete_state("contest", sid)
        return sorted(found)

    return lambda reports: [one(report, str(number)) for number, report in enumerate(reports)]


CONTESTANTS = (Contestant("durable-rules alone", _prepare, ("durable-rules",), "every fact asserted"),)
