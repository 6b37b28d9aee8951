"""Mutation test of the engine: would any test notice if a line of it were wrong? See docs/mutation.md."""
