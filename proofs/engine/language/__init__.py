"""The language of claim files: `load(path)` reads claims, `decide(claim)` decides one. See `read`
for the fields.
"""

from .claim import UserClaim as UserClaim
from .decide import decide as decide
from .errors import ClaimFileError as ClaimFileError
from .read import load as load
from .read import loads as loads
