"""The pages: a second thin face on :mod:`engine`, for those who never open a terminal."""
