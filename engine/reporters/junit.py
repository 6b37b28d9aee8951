"""Scorecards as JUnit XML: a suite a report, a test case a rule, so that build servers show them."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as Tree  # writes only; nothing of a stranger is parsed here

from engine.catalogue import one_line
from engine.reporters import Layout
from engine.reporters.decided import decision_words
from engine.reporters.parts import suggestions
from engine.rulebook import Lang
from engine.scorecard import Finding, RuleResult, Scorecard
from engine.scored import Scored


def render(reports: Sequence[Scored], layout: Layout) -> str:
    """The XML: gaps are failures, a rule that failed is an error, what a person must decide or what could not be
    assessed is skipped, with the reason.
    """
    root = Tree.Element("testsuites", name="compliance")
    for report in reports:
        root.append(_suite(report.card, layout.lang))
    Tree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Tree.tostring(root, encoding="unicode") + "\n"


def _suite(card: Scorecard, lang: Lang) -> Tree.Element:
    rules = [rule for rule in card.rules if rule.status != "not_applicable"]
    counts = {
        "tests": len(rules),
        "failures": sum(rule.status == "gap" for rule in rules),
        "errors": sum(rule.status == "error" for rule in rules),
        "skipped": sum(rule.status in ("review", "not_assessable", "waived") for rule in rules),
    }
    name = one_line(f"{card.report['unit']['name']} {card.report['year']}")
    suite = Tree.Element("testsuite", {"name": name, **{key: str(count) for key, count in counts.items()}})
    for rule in rules:
        suite.append(_case(rule, [f for f in card.findings if f.rule == rule.name], card, lang))
    if card.notices:
        Tree.SubElement(suite, "system-out").text = "\n".join(map(one_line, card.notices))
    return suite


def _case(rule: RuleResult, findings: Sequence[Finding], card: Scorecard, lang: Lang) -> Tree.Element:
    case = Tree.Element("testcase", name=rule.name, classname=one_line(card.report["source"]["file"]))
    said = "\n".join(one_line(_said(finding, card, lang)) for finding in findings)
    if rule.status == "gap":
        failure = Tree.SubElement(case, "failure", message=one_line(findings[0].title), type=findings[0].severity)
        failure.text = said
    elif rule.status == "error":
        Tree.SubElement(case, "error", message=one_line(rule.reason or ""), type="error")
    elif rule.status != "pass":
        Tree.SubElement(case, "skipped", message=said or one_line(rule.reason or rule.status))
    elif said:  # dismissed, but never hidden
        Tree.SubElement(case, "system-out").text = said
    return case


def _said(finding: Finding, card: Scorecard, lang: Lang) -> str:
    advice = [] if finding.because_of else suggestions(finding, card.repairs, lang)
    return " ".join([finding.message, finding.remedy, *advice, decision_words(finding, lang) or ""]).strip()
