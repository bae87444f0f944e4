"""What the tests of limits run in workers."""

import os


def power(exponent: int) -> int:
    return (3**exponent).bit_length()  # one long call into C


def kill(number: int) -> None:
    os.kill(os.getpid(), number)


def slow_flint(n: int) -> int:
    from flint import fmpq_mpoly_ctx

    a, b, c = fmpq_mpoly_ctx.get(["a", "b", "c"], "lex").gens()
    return len((a + b + c + 1) ** n)


def take(bytes_: int) -> int:
    return len(bytearray(bytes_))


def nested(depth: int) -> int:
    return 1 + nested(depth + 1)
