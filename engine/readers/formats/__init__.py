"""One module a format: ``read(content) -> Document``. What words mean is not known here."""
