"""Ranks units by the scorecards of their reports: whose report each is, who sent none, and who stands where."""
