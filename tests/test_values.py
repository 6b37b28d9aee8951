"""Which values some conditions allow, against trying every value."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.authoring.values import possible, under
from engine.patterns import Condition, holds

# (kind, field) and the values that are tried: more than any condition below can tell apart.
NUMBERS = ("cell", "value")
FLAG = ("cell", "zero")
COUNT = ("table", "blanks")
WORD = ("cell", "state")
NAME = ("cell", "row")
TRIED: dict[tuple[str, str], list[int | str]] = {
    NUMBERS: list(range(-8, 9)),
    FLAG: [0, 1],
    COUNT: list(range(0, 9)),
    WORD: ["number", "blank", "dash", "text", "unreadable", "absent"],
    NAME: ["", "a", "ab", "b", "c", "other"],
}
small = st.integers(-3, 4)
words = st.sampled_from(["", "a", "ab", "number", "dash"])


def on_numbers(field: str) -> st.SearchStrategy[Condition]:
    plain = st.builds(Condition, st.just(field), st.sampled_from(["eq", "ne", "lt", "lte", "gt", "gte"]), small)
    several = st.builds(Condition, st.just(field), st.just("in"), st.lists(small, min_size=1, max_size=3).map(tuple))
    return plain | several


def on_words(field: str) -> st.SearchStrategy[Condition]:
    plain = st.builds(Condition, st.just(field), st.sampled_from(["eq", "ne"]), words)
    several = st.builds(Condition, st.just(field), st.just("in"), st.lists(words, min_size=1, max_size=3).map(tuple))
    other = st.builds(Condition, st.just(field), st.just("exists"), st.integers(0, 1))
    expression = st.builds(Condition, st.just(field), st.just("matches"), st.sampled_from(["a", "^a", "b$"]))
    return plain | several | other | expression


def conditions(place: tuple[str, str]) -> st.SearchStrategy[list[Condition]]:
    one = on_words(place[1]) if isinstance(TRIED[place][-1], str) else on_numbers(place[1])
    return st.lists(one, max_size=3)


places = st.sampled_from(list(TRIED))
case = places.flatmap(lambda place: st.tuples(st.just(place), conditions(place), conditions(place)))


@settings(max_examples=100)
@given(case)
def test_allowed_is_what_all_conditions_allow(
    drawn: tuple[tuple[str, str], list[Condition], list[Condition]],
) -> None:
    place, some, others = drawn
    allowed, wider = under(some, *place), under(others, *place)
    held = [value for value in TRIED[place] if all(holds(condition, value) for condition in some)]
    assert [value for value in TRIED[place] if value in allowed] == held
    if allowed.empty:
        assert not held
    if allowed.within(wider):
        assert all(value in wider for value in held)


def test_empty_and_within_are_told_where_they_can_be() -> None:
    def of(*said: tuple[str, object]) -> list[Condition]:
        return [Condition("value", operator, value) for operator, value in said]  # type: ignore[arg-type]

    assert under(of(("gt", 5), ("lt", 3)), *NUMBERS).empty
    assert under(of(("gt", 5), ("lt", 7), ("ne", 6)), *NUMBERS).empty
    assert not under(of(("gt", 5)), *NUMBERS).empty
    assert under(of(("gt", 5)), *NUMBERS).within(under(of(("gte", 5)), *NUMBERS))
    assert not under(of(("gte", 5)), *NUMBERS).within(under(of(("gt", 5)), *NUMBERS))
    assert under([Condition("blanks", "lt", 0)], *COUNT).empty
    assert under([Condition("zero", "ne", 0)], *FLAG).within(under([Condition("zero", "eq", 1)], *FLAG))
    assert possible(*NAME).within(possible(*NAME))
