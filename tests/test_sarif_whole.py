"""The SARIF log of a card made by hand, whole."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from engine.version import VERSION
from tests.cards import WAYS, finding, full, scored
from tests.test_reporters_whole import shown


def test_sarif() -> None:
    def place(name: str, label: str, page: int | None = None) -> dict[str, Any]:
        artifact = {"uri": "%E5%A4%B9/%E5%B9%B4%E6%8A%A5%201.docx", "index": 0}
        found: dict[str, Any] = {"physicalLocation": {"artifactLocation": artifact}, "message": {"text": label}}
        found["logicalLocations"] = [{"fullyQualifiedName": name, "kind": "element"}]
        return found if page is None else {**found, "properties": {"page": page}}

    def rule(number: int, title: str, level: str, category: str, basis: str) -> dict[str, Any]:
        return {
            "id": f"rule-{number}",
            "shortDescription": {"text": title},
            "help": {"text": f"法{number}。"},
            "defaultConfiguration": {"level": level},
            "properties": {"category": category, "basis": basis},
        }

    def result(number: int, kind: str, level: str, text: str, *places: Any, **more: Any) -> dict[str, Any]:
        return {
            "ruleId": f"rule-{number}",
            "ruleIndex": number - 1,
            "kind": kind,
            "level": level,
            "message": {"text": text},
            "locations": list(places),
            "partialFingerprints": {"compliance/v1": f"f{number}"},
            "suppressions": more.get("suppressions", []),
            "properties": {"deducted": more.get("deducted", 0), "because_of": more.get("because_of")},
        }

    requests = "requests/requests/granted/total"
    artifact = {"uri": "%E5%A4%B9/%E5%B9%B4%E6%8A%A5%201.docx", "index": 0}
    decision = "撤销，不是问题：查过（张三，2025-03-01）"
    sure = "事1。 最可能填错的是“表三 / 总计”：由 12 改为 21（可能数字颠倒）"
    first = (place(requests, "表三 / 总计", 2), place("overview", "一、总体情况"))
    assert json.loads(shown("sarif", full())) == {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "compliance",
                        "semanticVersion": VERSION,
                        "language": "zh",
                        "rules": [
                            rule(1, "合计|不符", "error", "identities", "国务院令第711号 第五十条; 某函 附表"),
                            rule(2, "题2", "warning", "identities", "令 第2条"),
                            rule(3, "题3", "error", "structure", "国务院令第711号 第五十条"),
                            rule(4, "题4", "error", "identities", "令 第4条"),
                        ],
                    }
                },
                "artifacts": [{"location": {"uri": artifact["uri"]}, "hashes": {"sha-256": "ab12"}}],
                "columnKind": "unicodeCodePoints",
                "newlineSequences": ["\r\n", "\n", "\r"],
                "invocations": [
                    {
                        "executionSuccessful": False,
                        "toolExecutionNotifications": [
                            {
                                "level": "note",
                                "message": {"text": text},
                                "locations": [{"physicalLocation": {"artifactLocation": artifact}}],
                            }
                            for text in ("说一", "说|二")
                        ],
                    }
                ],
                "results": [
                    result(1, "fail", "error", sure, *first, deducted=1.5),
                    result(2, "fail", "warning", "事2。", place(requests, "表三 / 他格"), because_of="f1"),
                    result(3, "review", "none", f"事3。 {WAYS}"),
                    result(
                        4,
                        "fail",
                        "error",
                        "事4。",
                        place(requests, "表三 / 旧格"),
                        suppressions=[{"kind": "external", "status": "accepted", "justification": decision}],
                    ),
                ],
            }
        ],
    }


def test_sarif_of_several_files() -> None:
    """A file that was asked for twice is one artifact; of a rule the first finding is told; infos are notes."""
    source = {"file": "/x/a:b.txt", "format": "text", "sha256": "cd"}
    other = scored(
        finding(9, "gap", severity="info", title="先"),
        report={**full().card.report, "source": source},
        notices=("另",),
    )
    again = replace(other, card=replace(other.card, findings=(finding(9, "gap", title="后"),), notices=()))
    (run,) = json.loads(shown("sarif", full(), other, again))["runs"]
    uris = [artifact["location"]["uri"] for artifact in run["artifacts"]]
    assert uris == ["%E5%A4%B9/%E5%B9%B4%E6%8A%A5%201.docx", "file:///x/a%3Ab.txt"]
    (last,) = [rule for rule in run["tool"]["driver"]["rules"] if rule["id"] == "rule-9"]
    assert (last["shortDescription"]["text"], last["defaultConfiguration"]["level"]) == ("先", "note")
    assert [(result["ruleIndex"], result["level"]) for result in run["results"][-2:]] == [(4, "note"), (4, "error")]
    told = run["invocations"][0]["toolExecutionNotifications"][-1]
    assert told["locations"][0]["physicalLocation"]["artifactLocation"]["index"] == 1
    (quiet,) = json.loads(shown("sarif", other))["runs"]
    assert quiet["invocations"][0]["executionSuccessful"] is True
