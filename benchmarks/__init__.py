"""How fast and how small: measurements against a bare bot and over growing stores.

`python -m benchmarks.against_bare` and `python -m benchmarks.answer_cost`; results and how to read them
are in `docs/performance.md`. Nothing here is imported by the program.
"""
