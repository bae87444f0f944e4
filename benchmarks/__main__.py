"""Measures the kernels beside what a user would run instead. `make bench`, or `python -m benchmarks
[table-5.1 | escape | gram | figure-2.1 | laws-100 | olympiad] --help`.
"""

import sys
from importlib import import_module

# name: module with a ROW
ROWS = {
    "table-5.1": "table_5_1",
    "escape": "escape",
    "gram": "deep_gram",
    "figure-2.1": "figure_2_1",
    "laws-100": "laws",
    "olympiad": "olympiad",
}

if module := ROWS.get("".join(sys.argv[1:2])):
    from .rows import main

    sys.exit(main(import_module(f"{__package__}.{module}").ROW, sys.argv[2:]))
else:
    from .run import main

    sys.exit(main())
