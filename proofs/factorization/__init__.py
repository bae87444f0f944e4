"""factorization"""
