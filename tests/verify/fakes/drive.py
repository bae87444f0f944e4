"""The command line with the fake claims registered."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import fake_claims  # noqa: E402, F401
from steepest.verify.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
