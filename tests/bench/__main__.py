"""`make bench`: figures as medians, each a ratio within one run where it is compared."""

from __future__ import annotations

import sys

from tests.bench import content, grading, hall, pages, saving, systems

PARTS = {
    "content": content.figures,
    "systems": systems.figures,
    "pages": pages.figures,
    "saving": saving.figures,
    "grading": grading.figures,
    "hall": hall.figures,
}


def main() -> None:
    """Print every figure with its bound; the exit code tells whether all are kept."""
    wanted = sys.argv[1:] or list(PARTS)
    kept = True
    for name in wanted:
        for figure in PARTS[name]():
            print(figure, flush=True)
            kept = kept and figure.kept
    sys.exit(0 if kept else 1)


main()
