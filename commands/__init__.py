"""The commands of ``compliance``, one module each: they parse, call the engine, print, choose the exit status."""
