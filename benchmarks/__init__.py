"""How fast the engine is, as ratios to something run beside it."""
