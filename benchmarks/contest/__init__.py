"""The contest: the same 49 checks on the same reports by this project and by other rule engines."""
