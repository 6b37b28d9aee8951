"""Scores many documents: in worker processes, resumed where it stopped, into a table that programs can read."""
