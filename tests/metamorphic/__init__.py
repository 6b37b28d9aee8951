"""Metamorphic testing: what a change of a report must leave as it was, whatever is found in it.

``drafts`` makes random reports with random defects, ``relations`` changes them and compares. No relation
knows what must be found; each says what must be the same before and after.
"""
