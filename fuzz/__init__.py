"""Fuzzing: hostile input made by machine, for every place where strangers' bytes come in (docs/fuzzing.md)."""
