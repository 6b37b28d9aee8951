"""The official tables in grids, found by their words and not by their position.

Honest first: what cannot be attributed for sure is not read. Sums never decide what a figure is.
"""
