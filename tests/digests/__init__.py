"""What the commands make of a fixed, made-up province, as digests: the same on every machine and Python.

``python -m tests.digests`` prints them, ``--renew`` writes them to ``manifest.json`` beside this file.
"""
