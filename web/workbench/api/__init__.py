"""The interface for programs: what the pages do, as JSON, for those who have a token."""
