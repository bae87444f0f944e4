"""Goals that say nothing, subject by subject: `python tests/engine/judge/offenders.py [ID...]`."""

import sys
from collections import Counter

from steepest.proofs import registry
from steepest.proofs.engine.judge.asking import offenders

if __name__ == "__main__":
    found = offenders(registry.select(sys.argv[1:]))
    for id, objections in found.items():
        for objection in objections:
            print(f"{id}: {objection}")
    known = registry.claims()
    goals, claims = Counter(), Counter(known[id].subject for id in found)
    for id, objections in found.items():
        goals[known[id].subject] += len(objections)
    for subject in registry.subjects():
        print(f"{subject}: {goals[subject]} goals in {claims[subject]} claims")
