"""What is claimed and why it is true: the vocabulary, the registry, the exact engines, one folder
per subject.
"""

from .registry import claim as claim
from .registry import claims as claims
from .registry import definition as definition
from .registry import definitions as definitions
from .registry import select as select
from .symbols import reals as reals
from .vocabulary import Claim as Claim
from .vocabulary import Definition as Definition
from .vocabulary import Evidence as Evidence
from .vocabulary import Mutant as Mutant
from .vocabulary import Plan as Plan
from .vocabulary import Source as Source
from .vocabulary import SteepestError as SteepestError
from .vocabulary import Verdict as Verdict
