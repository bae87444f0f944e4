"""Measures the kernels beside what a user would run instead. `make bench`, or `python -m benchmarks [table-5.1 | escape | gram | figure-2.1] --help`."""

import sys

if sys.argv[1:2] == ["table-5.1"]:
    from .rows import main
    from .table_5_1 import ROW

    sys.exit(main(ROW, sys.argv[2:]))
elif sys.argv[1:2] == ["escape"]:
    from .escape import ROW
    from .rows import main

    sys.exit(main(ROW, sys.argv[2:]))
elif sys.argv[1:2] == ["gram"]:
    from .deep_gram import ROW
    from .rows import main

    sys.exit(main(ROW, sys.argv[2:]))
elif sys.argv[1:2] == ["figure-2.1"]:
    from .figure_2_1 import ROW
    from .rows import main

    sys.exit(main(ROW, sys.argv[2:]))
else:
    from .run import main

    sys.exit(main())
