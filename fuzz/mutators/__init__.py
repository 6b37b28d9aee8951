"""Ways to change an input that keep it near to what its reader knows: each takes bytes and a source of chance."""
