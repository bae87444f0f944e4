"""Inequalities between sums of monomials in many positive variables, by tangents of logarithms."""

from .proofs import certificate as certificate
