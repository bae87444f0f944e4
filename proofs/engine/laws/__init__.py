"""Conservation laws of gradient flow: how many functions of the weights a network keeps for all
data, which ones, and a certificate for both ends of the count.

    model = load("model.toml")          # or read({...})
    found = count(model)                # found.words == "N = 6 (exact)"
    confirm(found)                      # what the independent checker says
"""

from .count import Count as Count
from .count import CountError as CountError
from .count import confirm as confirm
from .count import count as count
from .graph import ModelError as ModelError
from .model import Model as Model
from .model import load as load
from .model import read as read
