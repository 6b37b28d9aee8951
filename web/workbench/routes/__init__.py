"""The addresses of the pages, by subject; each module has a ``router``."""
