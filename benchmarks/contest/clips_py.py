"""clipspy (CLIPS): one rule over facts with computed differences."""

from __future__ import annotations

from benchmarks.contest.checks import Contestant, Report, Solve, differences, leaves_of
from engine.rulebook import Form

_TEMPLATE = "(deftemplate check (slot name (type STRING)) (slot difference (type INTEGER)))"
_RULE = "(defrule broken (check (name ?name) (difference ~0)) => (found ?name))"


def _prepare(form: Form) -> Solve:
    import clips

    world = clips.Environment()
    found: list[str] = []
    world.define_function(found.append, name="found")
    world.build(_TEMPLATE)
    world.build(_RULE)
    template = world.find_template("check")
    leaves = leaves_of(form)

    def one(report: Report) -> list[str]:
        found.clear()
        world.reset()
        for name, difference in differences(report, leaves).items():
            template.assert_fact(name=name, difference=difference)
        world.run()
        return sorted(found)

    return lambda reports: [one(report) for report in reports]


CONTESTANTS = (Contestant("clipspy (CLIPS)", _prepare, ("clipspy",)),)
