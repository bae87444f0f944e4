"""The documentation: Sphinx with MyST Markdown. `make docs` builds it; nothing is loaded from
other hosts.
"""

import sys
from importlib.metadata import version as installed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "steepest"
author = "the authors of steepest"
release = installed("steepest")
extensions = ["myst_parser", "generate"]
exclude_patterns = ["build"]
html_theme = "furo"
html_title = "steepest"
html_copy_source = False
html_show_sphinx = False
myst_heading_anchors = 3
suppress_warnings = ["misc.highlighting_failure"]  # sketches with "..." in them
nitpicky = True
