"""Evidence as Coq: statements become theorems over Coq's reals, proofs become Coq proofs.

Nothing here is believed: what is written down, coqc decides. `syntax` writes terms and formulas,
`scalar` the certificates of scalar goals, `theorem` the proofs of the kernel, `claims` the file of
one claim. `Rules.v` holds the definitions and one lemma for every rule, `Steepest.v` the
tactics.
"""
