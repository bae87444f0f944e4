"""Textbook lemmas that other theorems call by name: powers, finite sums, means, calculus.

Each is stated for every sequence, function or random variable, so that its instances are made by
putting in a `Lambda`. They are derived from the kernel's rules; the shares of half-planes under a
normal law rest on three counted facts, the others on none.
"""

from ..vocabulary import Source

PAPERS = {
    "hardy-littlewood-polya-1934": "Hardy, Littlewood, Polya. Inequalities. "
    "Cambridge University Press, 1934.",
    "boucheron-lugosi-massart-2013": "Boucheron, Lugosi, Massart. Concentration Inequalities. "
    "Oxford University Press, 2013.",
    "rudin-1976": "Rudin. Principles of Mathematical Analysis. McGraw-Hill, third edition, 1976.",
}


def inequalities(locus: str) -> Source:
    return Source("hardy-littlewood-polya-1934", locus)


def concentration(locus: str) -> Source:
    return Source("boucheron-lugosi-massart-2013", locus)


def analysis(locus: str) -> Source:
    return Source("rudin-1976", locus)
