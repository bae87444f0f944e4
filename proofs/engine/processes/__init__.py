"""The one way to run work in processes: `alone` for a question inside an engine, `Pool` for
everything else (claims, users' claims, trials, rechecks).

Why not a library: pebble and loky keep warm workers too, but limit a task by the wall clock only,
leave the processes that a task started alone, and need the caller's main module; our limits are
processor time of the whole group and memory, and a verdict must not depend on the load.
"""

from .children import alone as alone
from .pool import Ended as Ended
from .pool import Limits as Limits
from .pool import Pool as Pool
from .pool import Stopped as Stopped
from .pool import Task as Task
from .pool import as_they_end as as_they_end
from .pool import prepare as prepare
from .pool import processor_seconds as processor_seconds
