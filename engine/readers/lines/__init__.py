"""The official tables in plain lines: tables without their rules, lines broken anywhere.

Honest first: a figure that cannot be attributed to its cell for sure is not read (``None``). Sums
never decide what a figure is.
"""
