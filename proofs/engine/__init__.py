"""What decides: terms and goals, the scalar and the matrix engine, the language of claim files, the
judge.
"""
