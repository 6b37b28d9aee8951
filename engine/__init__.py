"""The rule engine that scores annual reports on government-information disclosure.

A report goes one way: document → reader → :class:`engine.report.Report` → facts → inference →
findings → :class:`engine.scorecard.Scorecard` → reporter.
"""
