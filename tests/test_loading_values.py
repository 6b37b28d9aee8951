"""The rulebook says what its files say: compared with what another reader of YAML finds in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
import yaml

from engine.loading import default_root, load_rulebook
from engine.rulebook import Form, Label, Rule, Rulebook, Text


def said(file: str) -> Any:
    """A file, all that is no list nor mapping as text; as YAML has it, but for what is empty."""
    return yaml.load((default_root() / file).read_text("utf-8"), yaml.BaseLoader)


@pytest.fixture
def book() -> Rulebook:
    """Loaded by each of these tests itself."""
    return load_rulebook(cache=False)


HEAD, COMMON, CALENDAR = said("rulebook.yaml"), said("forms/common.yaml"), said("calendar.yaml")
RULES = sorted(path.relative_to(default_root()).as_posix() for path in default_root().glob("*/*.yaml"))
RULES = [name for name in RULES if not name.startswith(("forms/", "overlays/"))]


def text(value: Mapping[str, str]) -> Text:
    assert value.keys() == {"zh", "en"}
    return Text(value["zh"], value["en"])


def texts(values: Mapping[str, Mapping[str, str]]) -> dict[str, Text]:
    return {key: text(value) for key, value in values.items()}


def day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def test_what_the_score_is_made_of(book: Rulebook) -> None:
    assert (book.id, book.version, book.title) == (HEAD["id"], HEAD["version"], text(HEAD["title"]))
    assert book.full == Decimal(HEAD["full"])
    assert [(c.id, c.label, c.full) for c in book.categories] == [
        (c["id"], text(c["label"]), Decimal(c["full"])) for c in HEAD["categories"]
    ]
    grades = [(Decimal(g["at_least"]), g["id"], text(g["label"])) for g in HEAD["grades"]]
    assert [(g.at_least, g.id, g.label) for g in book.grades] == sorted(grades, key=lambda g: -g[0])
    assert book.families == {key: Decimal(points) for key, points in HEAD["families"].items()}
    assert list(book.documents) == [d["id"] for d in HEAD["documents"]]
    for item in HEAD["documents"]:
        found = book.documents[item["id"]]
        assert (found.id, found.title, found.number, found.issued) == (
            item["id"], text(item["title"]), item["number"], day(item.get("issued")),
        )  # fmt: skip


def test_words_of_the_rulebook(book: Rulebook) -> None:
    assert book.kind_labels == texts(HEAD["kinds"])
    assert list(book.refused_reasons) == HEAD["refused_reasons"]
    assert [list(pair) for pair in book.title_kinds] == HEAD["titles"]
    names = book.unit_names
    found = {"kinds": names.kinds, "levels": names.levels, "traits": names.traits}
    assert {key: [list(pair) for pair in pairs] for key, pairs in found.items()} == HEAD["unit_names"]
    cells = book.cell_words
    assert {
        "dashes": list(cells.dashes),
        "count_units": list(cells.count_units),
        "signs": cells.signs,
        "money_units": {word: str(value) for word, value in cells.money_units.items()},
    } == HEAD["cells"]
    assert {key: str(getattr(book.repair_words, key)) for key in HEAD["repair"]} == HEAD["repair"]
    for key, value in HEAD["text"].items():
        one = getattr(book.text_words, key)
        assert (one if isinstance(one, str) else list(one)) == value, key


def test_days(book: Rulebook) -> None:
    assert [(d.name, d.event, f"{d.month:02}-{d.day:02}", d.statutory) for d in book.calendar.deadlines] == [
        (name, item["event"], item["by"], item.get("statutory") == "true")
        for name, item in CALENDAR["deadlines"].items()
    ]
    off = set()
    for span in CALENDAR["days_off"]:
        at, last = dt.date.fromisoformat(span["from"]), dt.date.fromisoformat(span["to"])
        while at <= last:
            off.add(at)
            at += dt.timedelta(1)
    assert book.calendar.days_off == off
    assert book.calendar.working_days == {dt.date.fromisoformat(value) for value in CALENDAR["working_days"]}


def test_phrases(book: Rulebook) -> None:
    expected = said("phrases.yaml")
    assert [phrase.name for phrase in book.phrases] == list(expected)
    for phrase in book.phrases:
        item = expected[phrase.name]
        assert {
            "sections": list(phrase.sections),
            "patterns": list(phrase.patterns),
            "spaced": str(phrase.spaced).lower(),
            "led_by": dict(phrase.led_by),
            "check": phrase.check or "",
            "masked": str(phrase.masked).lower(),
        } == {"spaced": "false", "led_by": {}, "check": "", "masked": "false"} | item


def test_topics_and_fees(book: Rulebook) -> None:
    expected = said("topics.yaml")
    words = book.topics
    assert (words.sentence_ends, words.figures, list(words.items)) == (
        expected["sentence_ends"], expected["figures"], expected["items"],
    )  # fmt: skip
    assert [topic.name for topic in words.topics] == list(expected["topics"])
    mark = f"(?:{expected['mark']})"
    for topic in words.topics:
        item = expected["topics"][topic.name]
        assert (topic.label, topic.group) == (text(item["label"]), item.get("group", ""))
        assert (list(topic.sections), topic.leads) == (item["sections"], item.get("leads") == "true")
        for key, found in (("mentions", topic.mentions), ("opens", topic.opens)):
            assert list(found) == [pattern.replace("<mark>", mark) for pattern in item.get(key, [])]
        own = [pattern.replace("<mark>", mark) for pattern in item.get("nothing", [])]
        assert list(topic.nothing) == [*expected["nothing"], *own]
    told, fees = said("fees.yaml"), book.fees
    assert (str(fees.step), fees.cell) == (told["step"], tuple(told["table"][k] for k in ("table", "row", "column")))
    for key in ("sentence_ends", "not_these", "named", "other_fees", "sections"):
        assert getattr(fees, key) == told[key]
    assert [(e.name, e.label, list(e.figures), list(e.none), list(e.mentions)) for e in fees.elements] == [
        (name, text(e["label"]), e["figures"], e["none"], e["mentions"]) for name, e in told["elements"].items()
    ]
    numbers = {key: getattr(fees.numbers, key) for key in told["numbers"]}
    scales = {word: str(value) for word, value in numbers.pop("scales").items()}
    assert {"scales": scales} | {key: list(value) for key, value in numbers.items()} == told["numbers"]


def test_boilerplate_and_what_is_checked_across_reports(book: Rulebook) -> None:
    groups = said("boilerplate.yaml").values()
    assert list(book.boilerplate) == [pattern for group in groups for pattern in group]
    across = said("crosscheck.yaml")
    cells = [(i["table"], row, column) for i in across["summed"] for row in i["rows"] for column in i["columns"]]
    assert list(book.summed) == list(dict.fromkeys(cells))
    assert {table: str(least) for table, least in book.repeated.items()} == across["repeated"]
    years = said("years.yaml")
    assert {table: str(also).lower() for table, also in book.comparisons.repeats.items()} == {
        table: item.get("across_forms", "false") if item else "false" for table, item in years["repeats"].items()
    }
    for item, (name, raw) in zip(book.comparisons.items, years["comparisons"].items(), strict=True):
        assert (item.name, item.table, item.each) == (name, raw["table"], raw["each"])
        assert item.across == (raw.get("across_forms") == "true")
        for key in ("this", "before", "added", "taken"):
            assert list(getattr(item, key)) == raw.get(key, [])
        assert list(item.forms) == raw.get("forms", ["2019", "2021"])
        columns = book.forms[-1].tables[raw["table"]].blocks[0].columns
        assert list(item.lines) == raw.get("lines", list(columns) if raw["each"] == "column" else None)
    left = said("leftovers.yaml")
    names = [{"unit": unit, "never": never} for unit, never in book.leftovers.self_names]
    assert names == left.pop("self_names")
    for key, value in left.items():
        one = getattr(book.leftovers, key)
        assert (one if isinstance(one, str) else list(one)) == value, key


def test_forms(book: Rulebook) -> None:
    assert [form.id for form in book.forms] == ["2019", "2021"]
    for form in book.forms:
        check_form(form)


def check_form(form: Form) -> None:
    expected = said(f"forms/{form.id}.yaml")
    assert (form.id, form.document) == (expected["form"], expected["document"])
    assert (str(form.years.first), str(form.years.last)) == (expected["years"]["from"], expected["years"]["to"])
    assert list(form.sections) == expected["sections"]
    for key, section in form.sections.items():
        heading = COMMON["sections"][key]
        assert section == Label(text(heading["heading"]), tuple(heading.get("variants", ())))
    of_tables = [item["section"] for item in expected["tables"].values()]
    assert list(form.prose) == [key for key in expected["sections"] if key not in of_tables]
    assert (form.groups, form.blocks) == (texts(COMMON["groups"]), texts(COMMON["blocks"]))
    assert (list(form.numerals), list(form.heading_marks)) == (COMMON["numerals"], COMMON["heading_marks"])
    assert form.examples == COMMON["examples"]
    words = COMMON["template"]
    assert {key: getattr(form.template, key) for key in words} == words | {
        "prose": words["prose"] | expected.get("prose", {})
    }
    assert list(form.tables) == list(expected["tables"])
    for key, item in expected["tables"].items():
        check_table(form, key, item)
    assert [
        (i.group, i.table, i.each, list(i.left), list(i.right), i.relation, list(i.lines)) for i in form.identities
    ] == [
        (i["group"], i["table"], i["each"], i["left"], i["right"], i.get("relation", "eq"), i.get("lines", []))
        for i in expected["identities"]
    ]


def check_table(form: Form, key: str, expected: Mapping[str, Any]) -> None:
    table = form.tables[key]
    assert (table.key, table.section, table.title) == (key, expected["section"], text(COMMON["tables"][key]))
    note = COMMON["notes"].get(key)
    assert table.note == (text(note) if note else None)
    blocks = expected.get("blocks") or [{"key": "", "columns": expected["columns"], "rows": expected["rows"]}]
    assert [(b.key, list(b.columns), list(b.rows)) for b in table.blocks] == [
        (b["key"], b["columns"], b["rows"]) for b in blocks
    ]
    for kind, labels in (("rows", table.rows), ("columns", table.columns)):
        assert list(labels) == list(COMMON[kind][key])
        for name, label in labels.items():
            raw = COMMON[kind][key][name]
            official = expected.get("labels", {}).get(kind, {}).get(name)
            also = [raw["label"]["zh"]] if official else []
            assert label == Label(
                text(official or raw["label"]),
                (*raw.get("variants", ()), *also),
                text(raw["short"]) if "short" in raw else None,
                raw.get("group", ""),
                raw.get("unit", "count"),
            )


def test_rules(book: Rulebook) -> None:
    assert sorted(rule.file for rule in book.rules) == RULES
    for rule in book.rules:
        raw = said(rule.file)
        check_rule(rule, raw)
        check_texts(rule, raw)


def check_rule(rule: Rule, raw: Mapping[str, Any]) -> None:
    assert (rule.name, rule.category, rule.severity, rule.certainty) == (
        raw["name"], raw["category"], raw["severity"], raw["certainty"],
    )  # fmt: skip
    assert list(rule.covers) == raw.get("covers", [])
    applies = raw.get("applies", {})
    years = applies.get("years", {})
    assert [rule.applies.years.first, rule.applies.years.last] == [
        int(years[key]) if key in years else None for key in ("from", "to")
    ]
    assert (list(rule.applies.kinds), list(rule.applies.levels)) == (
        applies.get("kinds", []), applies.get("levels", []),
    )  # fmt: skip
    deduct = raw.get("deduct") or {"each": "0", "at_most": "0"}
    assert (rule.deduct.each, rule.deduct.at_most, rule.deduct.family) == (
        Decimal(deduct["each"]), Decimal(deduct["at_most"]), deduct.get("family"),
    )  # fmt: skip
    assert rule.veto == (Decimal(raw["veto"]) if "veto" in raw else None)
    assert {name: str(value) for name, value in rule.parameters.items()} == raw.get("parameters", {})
    for clause in ("when", "unless", "because_of"):
        assert [pattern.kind for pattern in getattr(rule, clause)] == kinds(raw.get(clause, []))
    assert [(m.means, m.reason, [p.kind for p in m.when]) for m in rule.missing] == [
        (m["means"], text(m["reason"]), kinds(m["when"])) for m in raw.get("missing", [])
    ]
    assert [(b.document, b.clause, list(b.forms)) for b in rule.basis] == [
        (b["document"], text(b["clause"]), b.get("forms", [])) for b in raw["basis"]
    ]
    mend = raw.get("mend", [])
    assert [step.verb for step in rule.mend] == [
        key for step in ([mend] if isinstance(mend, dict) else mend) for key in step
    ]
    assert rule.off is None


def kinds(clause: Any) -> list[str]:
    """The kinds of facts that a clause is about: one pattern, or a list of them."""
    return [kind for pattern in ([clause] if isinstance(clause, dict) else clause) for kind in pattern]


def check_texts(rule: Rule, raw: Mapping[str, Any]) -> None:
    """The words of a rule, in which parameters stand for their numbers."""

    def shown(words: str | None) -> str | None:
        for name, value in raw.get("parameters", {}).items():
            words = words.replace(f"{{{name}}}", value) if words is not None else None
        return words

    for key in ("title", "message", "remedy", "why", "limits"):
        assert [getattr(rule, key).zh, getattr(rule, key).en] == [shown(raw[key][lang]) for lang in ("zh", "en")]
    assert [rule.observed, rule.expected] == [shown(raw.get(key)) for key in ("observed", "expected")]
