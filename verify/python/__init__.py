"""steepest from Python: records of checks as frozen objects. `from steepest import check, claim,
laws, theorem` is the public door to it.
"""
