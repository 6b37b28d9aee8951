"""The reviewers' workbench: submissions, decisions, objections, standings, with accounts and a database."""
