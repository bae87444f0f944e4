"""The command line. Every command imports what it needs when it runs, so that `steepest --help` is
immediate.
"""

from ..guarded import guarded, loud
from . import claims, keeping, numbers, own
from .app import app as app

app.command("list")(claims.list_)
for command in (  # in the order in which they are listed
    *(claims.show, claims.run, claims.recheck, claims.export, claims.errata),
    *(own.examples, own.new, own.tex, own.mcp, own.schema, own.check, own.audit),
    *(own.gram, own.laws),
    *(numbers.trial, numbers.reproduce),
    *(keeping.report, keeping.ledger, keeping.facts, keeping.doctor),
):
    app.command()(command)


def main() -> None:
    """Entry point: mistakes of a user become one message on stderr and exit code 2."""
    guarded(lambda: loud(app))
