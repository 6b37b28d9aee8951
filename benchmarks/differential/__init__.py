"""Differential testing: durable-rules, the reference matcher and an independent judge find the same.

``pairs`` makes a random rulebook with random facts from nothing but a number, ``judge`` says by brute
force what must be found, ``compare`` asks all three, and ``long_run`` does so for 100,000 numbers.
"""
