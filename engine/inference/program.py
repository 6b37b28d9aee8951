"""Compiles a rulebook's patterns into a program that either inference engine can run.

A rule becomes positive clauses only: its ``when``; for each ``unless`` the same patterns and
the excusing one; for each ``because_of`` the same and the explaining one; and each ``missing``.
What matches ``when`` and no ``unless`` clause is found. Negation is thus a difference of sets,
taken after all facts are known, and does not depend on the order of facts.

Findings are facts, so a rule that looks at findings in ``when`` or ``unless`` comes after the
rules it names (strata).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Protocol

from engine.facts import LEAST, MOST, Fact, Value
from engine.patterns import Condition, Pattern, Variable, holds
from engine.rulebook import Rule
from engine.values import dataclass

FactIds = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """Patterns that must all match, each a different fact; ``index`` is its place in the program."""

    index: int
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule's clauses."""

    rule: Rule
    when: Clause
    unless: tuple[Clause, ...]
    because_of: tuple[Clause, ...]
    missing: tuple[Clause, ...]


class CyclicRules(ValueError):
    """Rules that wait for each other's findings."""


_Check = tuple[str, Callable[[Value], bool]]  # a field, and what must hold of it


class Interest:
    """Which facts some clauses could match: those that meet the constant conditions of one pattern."""

    def __init__(self, clauses: Iterable[Clause]) -> None:
        found: dict[str, dict[object, tuple[Condition, ...]]] = {}
        for pattern in (pattern for clause in clauses for pattern in clause.patterns):
            constants = pattern.constants()
            same = tuple([(c.field, c.operator, c.value) for c in constants])
            found.setdefault(pattern.kind, {}).setdefault(same, constants)
        self._checks = {kind: [_checks(item) for item in items.values()] for kind, items in found.items()}
        self._sieves = {kind: _Sieve(list(items.values())) for kind, items in found.items()}

    def could_match(self, kind: str, **fixed: Value) -> bool:
        """Whether a fact of this kind with these field values could match any pattern.

        The other fields are taken as open.
        """
        return any(
            all(check(fixed[field]) for field, check in checks if field in fixed)
            for checks in self._checks.get(kind, ())
        )

    def matches(self, kind: str, fields: Mapping[str, Value]) -> bool:
        """Whether the constant conditions of at least one pattern hold of a fact; if none, it need not be made."""
        sieve = self._sieves.get(kind)
        return sieve is not None and sieve.passes(fields)


class _Sieve:
    """The constant conditions of patterns of one kind, told apart by the field that most of them fix."""

    def __init__(self, patterns: Sequence[tuple[Condition, ...]]) -> None:
        fixed = Counter(c.field for conditions in patterns for c in conditions if c.operator == "eq")
        self._field = max(fixed, key=lambda field: fixed[field], default="")
        self._by_value: dict[object, list[list[_Check]]] = {}
        self._others: list[list[_Check]] = []
        for conditions in patterns:
            value = next((c.value for c in conditions if c.field == self._field and c.operator == "eq"), None)
            chosen = self._others if value is None else self._by_value.setdefault(value, [])
            chosen.append(_checks(conditions))

    def passes(self, fields: Mapping[str, Value]) -> bool:
        for ways in (self._by_value.get(fields[self._field], ()) if self._field else (), self._others):
            for checks in ways:
                for field, check in checks:
                    if not check(fields[field]):
                        break
                else:
                    return True
        return False


class Program:
    """The clauses of a rulebook and the strata of its rules."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.clauses: list[Clause] = []
        self._known: dict[tuple[Pattern, ...], Clause] = {}
        self.rules = [self._compile(rule) for rule in rules]
        self.by_name = {compiled.rule.name: compiled for compiled in self.rules}
        self.strata = _strata(self.rules)
        self.interest_of_all = Interest(self.clauses)
        self.missing_of: dict[int, list[tuple[CompiledRule, int]]] = {}
        for compiled in self.rules:
            for index, clause in enumerate(compiled.missing):
                self.missing_of.setdefault(clause.index, []).append((compiled, index))

    def _clause(self, *patterns: Pattern) -> Clause:
        """The clause of these patterns; rules that ask the same share one."""
        if patterns not in self._known:
            self._known[patterns] = Clause(len(self.clauses), patterns)
            self.clauses.append(self._known[patterns])
        return self._known[patterns]

    def _compile(self, rule: Rule) -> CompiledRule:
        return CompiledRule(
            rule,
            self._clause(*rule.when),
            tuple(self._clause(*rule.when, excuse) for excuse in rule.unless),
            tuple(self._clause(*rule.when, cause) for cause in rule.because_of),
            tuple(self._clause(*item.when) for item in rule.missing),
        )

    def interest(self, names: Collection[str]) -> Interest:
        """Which facts could matter to the rules named."""
        return Interest(
            clause
            for compiled in self.rules
            if compiled.rule.name in names
            for clause in (compiled.when, *compiled.unless, *compiled.because_of, *compiled.missing)
        )


class Session(Protocol):
    """One report in an inference engine."""

    def add(self, facts: Sequence[Fact]) -> None:
        """Makes facts known; their ids are new to the session."""

    def met(self) -> Collection[int]:
        """The indexes of clauses that may have a match; no other clause has one."""

    def matches(self, clause: Clause) -> set[FactIds]:
        """Every combination of facts that satisfies the clause, in the order of its patterns."""

    def close(self) -> None:
        """Forgets the facts. To be called exactly once."""


class Inference(Protocol):
    """An engine that finds the matches of a program's clauses among facts."""

    name: str

    def start(self) -> Session:
        """A session for one report; at most one is open at a time."""


class InferenceFailed(RuntimeError):
    """The engine could not be trusted with these facts; nothing was concluded."""


@dataclass(frozen=True, slots=True)
class Match:
    """A rule's match: the facts of its ``when`` in order, and the ids of findings that explain it."""

    rule: Rule
    id: str
    facts: tuple[Fact, ...]
    because_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inferred:
    """What was concluded: the matches of every rule, and which ``missing`` clauses met which facts."""

    matches: dict[str, list[Match]]
    missing: dict[str, list[tuple[int, tuple[Fact, ...]]]]

    def without(self, gone: Collection[str]) -> Inferred:
        """As if the findings of these ids were not there: they meet no ``missing`` clause either."""
        matches = {name: [match for match in found if match.id not in gone] for name, found in self.matches.items()}
        missing = {
            name: [(i, facts) for i, facts in hits if all(fact.id not in gone for fact in facts)]
            for name, hits in self.missing.items()
        }
        return Inferred({k: v for k, v in matches.items() if v}, {k: v for k, v in missing.items() if v})


def infer(
    program: Program,
    inference: Inference,
    facts: Sequence[Fact],
    derive: Callable[[Match], Fact],
    active: Collection[str],
    tentative: Collection[str] = (),
) -> Inferred:
    """Runs the program over the facts, stratum by stratum.

    Only rules named in ``active`` or ``tentative`` match anything; matches of the latter are
    returned, but are no findings that other rules could see. ``derive`` makes the fact of kind
    ``finding`` for a match; its id is the match's id.

    Raises:
        InferenceFailed: the engine reported a fault.
    """
    if not facts:
        return Inferred({}, {})
    by_id = {fact.id: fact for fact in facts}
    if len(by_id) != len(facts):
        raise InferenceFailed("two facts have the same id")
    interest = program.interest_of_all
    relevant = [fact for fact in facts if interest.matches(fact.kind, fact.fields)]
    if not relevant:
        return Inferred({}, {})
    _check_values(relevant)
    session = inference.start()
    try:
        session.add(relevant)
        found: dict[str, list[Match]] = {}
        for stratum in program.strata:
            findings = []
            met = session.met()
            for compiled in stratum:
                name = compiled.rule.name
                if compiled.when.index not in met or not (name in active or name in tentative):
                    continue
                matches = _matches(compiled, session, by_id)
                if matches:
                    found[compiled.rule.name] = matches
                    if compiled.rule.name in active:
                        findings += [derive(match) for match in matches]
            by_id.update((fact.id, fact) for fact in findings)
            session.add([fact for fact in findings if interest.matches(fact.kind, fact.fields)])
        explained = {name: _explained(program, name, matches, session) for name, matches in found.items()}
        return Inferred(explained, _missing(program, session, by_id))
    finally:
        session.close()


def _check_values(facts: Sequence[Fact]) -> None:
    """Native code takes what is beyond 64 bits for the largest number there is, so that two such seem equal."""
    for fact in facts:
        for field, value in fact.fields.items():
            if not (isinstance(value, str) or (isinstance(value, int) and LEAST <= value <= MOST)):
                raise InferenceFailed(f"{fact.id}: {field} is neither a text nor a whole number of 64 bits")


def match_id(rule: str, ids: FactIds) -> str:
    """The id of a match, and of the finding made from it."""
    return f"finding/{rule}/{'+'.join(ids)}"


def _matches(compiled: CompiledRule, session: Session, by_id: dict[str, Fact]) -> list[Match]:
    width = len(compiled.when.patterns)
    excused = {ids[:width] for clause in compiled.unless for ids in session.matches(clause)}
    return [
        Match(compiled.rule, match_id(compiled.rule.name, ids), tuple(by_id[i] for i in ids))
        for ids in sorted(session.matches(compiled.when) - excused)
    ]


def _explained(program: Program, name: str, matches: list[Match], session: Session) -> list[Match]:
    compiled = program.by_name[name]
    width = len(compiled.when.patterns)
    causes: dict[FactIds, set[str]] = {}
    for clause in compiled.because_of:
        for ids in session.matches(clause):
            causes.setdefault(ids[:width], set()).add(ids[-1])
    if not causes:
        return matches
    return [
        Match(m.rule, m.id, m.facts, tuple(sorted(causes.get(tuple(f.id for f in m.facts), set()) - {m.id})))
        for m in matches
    ]


def _missing(
    program: Program, session: Session, by_id: dict[str, Fact]
) -> dict[str, list[tuple[int, tuple[Fact, ...]]]]:
    found: dict[str, list[tuple[int, tuple[Fact, ...]]]] = {}
    for clause_index in session.met():
        for compiled, index in program.missing_of.get(clause_index, ()):
            for ids in sorted(session.matches(compiled.missing[index])):
                found.setdefault(compiled.rule.name, []).append((index, tuple(by_id[i] for i in ids)))
    return {name: sorted(items, key=lambda item: item[0]) for name, items in found.items()}


def _checks(conditions: Iterable[Condition]) -> list[_Check]:
    return [(condition.field, _check(condition)) for condition in conditions]


def _check(condition: Condition) -> Callable[[Value], bool]:
    """A constant condition as a function of the value, made once because it is asked millions of times."""
    wanted: Any = condition.value
    match condition.operator:
        case "eq":
            return lambda value: value == wanted
        case "ne":
            return lambda value: value != wanted
        case "in":
            return frozenset(wanted).__contains__
        case "exists":
            return lambda value: (value != "") == bool(wanted)
    return lambda value: holds(condition, value)


def _strata(rules: list[CompiledRule]) -> list[list[CompiledRule]]:
    waits = {c.rule.name: _rules_named(c, (*c.rule.when, *c.rule.unless)) for c in rules}
    known = set(waits)
    strata: list[list[CompiledRule]] = []
    done: set[str] = set()
    while len(done) < len(known):
        ready = [c for c in rules if c.rule.name not in done and not (waits[c.rule.name] & known) - done]
        if not ready:
            raise CyclicRules("rules wait for each other's findings: " + ", ".join(sorted(known - done)))
        strata.append(ready)
        done |= {c.rule.name for c in ready}
    return strata


def _rules_named(compiled: CompiledRule, patterns: Iterable[Pattern]) -> set[str]:
    names: set[str] = set()
    for pattern in patterns:
        if pattern.kind != "finding":
            continue
        named = [c for c in pattern.constants() if c.field == "rule" and c.operator in ("eq", "in")]
        if not named:
            raise CyclicRules(f"{compiled.rule.name}: a finding in when or unless must name its rule")
        for condition in named:
            value = condition.value
            assert not isinstance(value, Variable)
            names |= {str(v) for v in value} if isinstance(value, tuple) else {str(value)}
    return names
