"""Writes the exact answers of the examples anew: ``python -m tests.rules.write_golden``."""

from __future__ import annotations

from tests.rules.test_examples import EXAMPLES, GOLDEN, stable, told

if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for path in EXAMPLES:
        (GOLDEN / f"{path.stem}.json").write_text(stable(told(path.stem)), encoding="utf-8")
