"""Papers of users: claim files, folders of them, LaTeX sources. An opened paper takes the place of
the installed claims, so that every command works on it.
"""

from .opening import PaperError as PaperError
from .opening import chosen as chosen
from .opening import is_paper as is_paper
from .opening import open_path as open_path
