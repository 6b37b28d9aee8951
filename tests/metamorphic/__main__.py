"""``python -m tests.metamorphic [N]``: relations on the cases and N random drafts; exit status 1 if one fails."""

from __future__ import annotations

import sys
from collections import Counter

from tests.metamorphic.look import Lab
from tests.metamorphic.run import broken, drafts

N = 1000


def main(last: int) -> int:
    """Tries the relations, tells what does not hold, and counts."""
    counts: Counter[str] = Counter()
    wrong, lab = 0, Lab()
    for done, (draft, made) in enumerate(drafts(last), 1):
        for difference in broken(draft, made, counts, lab):
            wrong += 1
            print(f"{draft}: {difference}", flush=True)
        if done % 100 == 0:
            print(f"{done:,} reports, {wrong} times something was not as it must be", file=sys.stderr, flush=True)
    for name, count in counts.items():
        print(f"{count:8,}  {name}")
    print(f"{wrong:8,}  times something was not as it must be")
    return int(wrong > 0)


sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else N))
