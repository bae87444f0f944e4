"""Population Gram matrices in ball arithmetic. Not imported when claims are listed: the modules
here load numpy and flint.
"""
