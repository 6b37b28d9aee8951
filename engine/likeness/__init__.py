"""How alike texts are: their own words, what they share, and the longest passages in common.

Pure functions and plain values; nothing here knows a rule, or judges. Texts are compared by their
letters and digits alone, after what every text of the kind says (boilerplate) is taken out.
"""
