"""Checks across many reports: likeness among peers, superiors against the sum of their subordinates, tables twice.

What is found here is always for a person to judge. Nothing knows how the reports were read, or shows anything.
"""
