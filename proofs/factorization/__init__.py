"""Asymmetric matrix factorization by gradient descent (Du, Hu, Lee 2018, Section 3; thesis, Section
4.3).
"""
