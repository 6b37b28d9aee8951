"""Tools for those who write rules: what a rule says, why it fired or did not, what is wrong with it.

Each module is one tool, a pure function from a rulebook (and reports or cases) to values; the
commands in :mod:`commands.rules` print them.
"""
