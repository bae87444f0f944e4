"""The language of claim files: `load(path)` reads claims, `decide(claim)` decides one. See `read`
for the fields.
"""

from .claim import UserClaim as UserClaim
from .decide import decide as decide
from .errors import ClaimFileError as ClaimFileError
from .header import Header as Header
from .lemmas import resolved as resolved
from .read import load as load
from .read import loads as loads
