"""A synthetic province: units, their reports with defects put in on purpose, and the truth of what was done.

For trials and benchmarks. The same seed gives the same bytes; reports are made one after the other, so that
memory does not grow with their number. All words are data (``words/``), as are the shares of what goes wrong.
"""
