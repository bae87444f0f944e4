"""Statements and their proofs, as claims write them: `words` builds statements that read like the
page, `proof` applies the kernel's rules one after the other and keeps the lines.
"""

from .arrays import Array as Array
from .arrays import array_sequences as array_sequences
from .arrays import arrays as arrays
from .arrays import stated as stated
from .claims import proved as proved
from .claims import used_statements as used_statements
from .proof import Proof as Proof
from .refutation import Refutation as Refutation
from .steps import NotProved as NotProved
from .sums import by_terms as by_terms
from .sums import mean_of_combination as mean_of_combination
from .sums import term_after_term as term_after_term
from .words import E as E
from .words import Formula as Formula
from .words import Lambda as Lambda
from .words import Prob as Prob
from .words import conj as conj
from .words import cos as cos
from .words import deriv as deriv
from .words import disj as disj
from .words import exists as exists
from .words import exp as exp
from .words import family as family
from .words import forall as forall
from .words import functions as functions
from .words import given as given
from .words import implies as implies
from .words import indicator as indicator
from .words import integrable as integrable
from .words import log as log
from .words import maximum as maximum
from .words import minimum as minimum
from .words import nats as nats
from .words import negation as negation
from .words import pi as pi
from .words import randoms as randoms
from .words import read as read
from .words import reals as reals
from .words import samples as samples
from .words import sequences as sequences
from .words import sin as sin
from .words import sqrt as sqrt
from .words import sum_over as sum_over
from .words import term as term
