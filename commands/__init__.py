"""The commands of ``compliance``, one module each; thin: they parse, call the engine, print, choose the exit status."""
