"""Files that were made to fill the memory, to hang, or to break the reader: one message each, exit
code 2 (1 for evidence that is refused), little memory, little time, measured from outside.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time

import pytest

MOST_SECONDS = 10  # of processor time, children included: a busy machine is slower by the clock
MOST_BYTES = 10**9
GRAM = '[gram]\narchitecture = "fc"\nactivation = "relu"\ndepth = 2\n'
NARROW = '[gram]\narchitecture = "fc"\nactivation = "{}"\n{}\ninputs = [[1, 2], [2, 1]]\n'


def bare(data: object) -> str:
    return json.dumps(data)


def tally(**more: object) -> dict:
    base = {"kind": "counts", "verdict": "SUPPORTED", "successes": 9, "trials": 9, "alpha": "0.01"}
    return base | {"at_least": "0.5"} | more


def power(names: str, exponent: int) -> list:
    return ["^", ["+", *names], str(exponent)]


def only(kind: str, claim: list, names: str, **more: object) -> dict:
    return {"kind": kind, "goal": {"variables": [*names], "where": [], "claim": claim}, **more}


# name: (command, name of the file, its text, exit code)
FILES = {
    "a number with a billion digits": (
        "gram", "g.toml", GRAM + "inputs = [[1e987654321, 0.5], [1, 2]]", 2),
    "as text": ("gram", "g.toml", GRAM + 'inputs = [["1e987654321", "0.5"], [1, 2]]', 2),
    "small beside large": ("gram", "g.toml", GRAM + "inputs = [[1e300, 2], [2, 1e-300]]", 2),
    "deep arrays": ("gram", "g.toml", GRAM + "inputs = " + 30_000 * "[" + 30_000 * "]", 2),
    "an endless table": ("gram", "g.toml", GRAM + 'csv = "/dev/zero"', 2),
    "an endless table, allowed": ("gram --outside", "g.toml", GRAM + 'csv = "/dev/zero"', 2),
    "a pipe nobody writes to": ("gram", "g.toml", GRAM + 'csv = "pipe"', 2),
    "a table with a long number": ("gram", "g.toml", GRAM + 'csv = "big.csv"', 2),
    "a link out of the folder": ("gram", "g.toml", GRAM + 'csv = "out.csv"', 2),
    "a filter of a billion": (
        "gram", "g.toml",
        NARROW.format("tanh", "depth = 3\nfilter = 987654321\nchannels = 1").replace("fc", "conv"),
        2),
    "a polynomial of a high degree": (
        "gram", "g.toml", NARROW.format("polynomial", f"depth = 50\ncoefficients = {[1] * 25}"), 2),
    "a depth of a billion": ("gram", "g.toml", NARROW.format("relu", "depth = 1000000000"), 2),
    "a frequency beyond all": (
        "gram", "g.toml", NARROW.format("sin", 'frequency = "1e300"\ndepth = 2'), 2),
    "no table at all": ("gram", "g.toml", "\x00" * 1000, 2),
    "a law with a long number": (
        "trial filter --set law=", "l.toml", 'kind = "discrete"\natoms = [[1e987654321, 1]]', 2),
    "as text in a law": (
        "trial filter --set law=", "l.toml", 'kind = "discrete"\natoms = [["1e987654321", 1]]', 2),
    "an endless law": (
        "trial filter --set law=", "l.toml", 'kind = "samples"\nfile = "/dev/zero"', 2),
    "layers without end": (
        "laws", "m.toml", 'layers = ["y = W x"]\n[weights]\nW = [999999, 9]\n[inputs]\nx = [9]', 2),
    "a claim of a million terms": (
        "check", "c.toml",
        '[[claim]]\nid = "a"\nreal = ["a","b","c","d","e","f"]\nclaim = "(a+b+c+d+e+f)**900 >= 0"',
        None),
    "a claim with a tower": (
        "check", "c.toml", '[[claim]]\nid = "a"\nclaim = "9**9**9**9 >= 0"', 2),
    "a claim of parentheses": (
        "check", "c.toml", f'[[claim]]\nid = "a"\nclaim = "{"(" * 50_000}"', 2),
    "a matrix of a billion": (
        "check", "c.toml",
        '[[claim]]\nid = "a"\nmatrix = { A = "999999999 x 2" }\nclaim = "norm2(A) >= 0"', None),
    "an endless file": ("check", "/dev/zero", "", 2),
    "counts with a long margin": ("recheck", "a.json", bare(tally(margin="1e987654321")), 1),
    "the same within parts": (
        "recheck", "a.json", bare({"kind": "all", "parts": [tally(margin="1e987654321")]}), 1),
    "counts that show nothing": (
        "recheck", "a.json", bare(tally(successes=0, at_least="1")), 1),
    "trials beyond all": (
        "recheck", "a.json", bare(tally(trials=10**400, successes=10**400)), 1),
    "a power of a power": (
        "recheck", "a.json",
        bare(only("identity", ["==", ["^", power("abcdef", 45), "2"], "1"], "abcdef",
                  relations=[], cofactors=[])), 1),
    "polynomials for z3": (
        "recheck", "a.json",
        bare(only("smt", [">=", power("xyzw", 997), ["^", ["-", "x", "y"], "996"]], "xyzw")), 1),
    "a word in small letters": (
        "recheck", "a.json", bare({"id": "a", "verdict": "proved", "certificate": tally()}), 1),
    "evidence for nothing": (
        "recheck", "a.json", bare({"id": "a", "verdict": "UNDECIDED", "certificate": tally()}), 1),
    "deep parts": (
        "recheck", "a.json", '{"kind": "all", "parts": [' * 5000 + "]}" * 5000, 1),
    "balls without end": (
        "recheck", "a.json",
        bare(only("ball", ["<=", ["sin", "x"], "1"], "x", box={"x": ["0", "1" + "0" * 3000]},
                  tree="direct", precision=20_000)), 1),
}  # fmt: skip


def measured(command: str, name: str, folder) -> tuple[int, str, float, float]:
    """(exit code, what was said, processor seconds, bytes of the largest process)."""
    words = [sys.executable, "-m", "steepest.verify", *command.split()]
    words = words[:-1] + [words[-1] + name] if command.endswith("=") else [*words, name]
    script = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], capture_output=True, timeout=300)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss)\n"
        "sys.stdout.flush()\n"
        "sys.stdout.buffer.write(done.stdout + done.stderr)\n"
    )
    limits = lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # noqa: E731
    done = subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=folder, capture_output=True, text=True, errors="replace", timeout=320,
        preexec_fn=limits, check=True,
    )  # fmt: skip
    head, _, said = done.stdout.partition("\n")
    code, seconds, kilobytes = head.split()
    return int(code), said, float(seconds), 1024 * float(kilobytes)


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", FILES)
def test_one_message_little_time_little_memory(name, tmp_path):
    command, file, text, wanted = FILES[name]
    if not file.startswith("/"):
        (tmp_path / file).write_text(text, encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "big.csv").write_text("1e987654321,1\n2,3\n")
    (tmp_path / "out.csv").symlink_to("/etc/hostname")
    started = time.monotonic()
    code, said, seconds, most = measured(command, file, tmp_path)
    assert "Traceback" not in said
    assert code == wanted if wanted is not None else code in (0, 1, 2), said
    assert said.strip()
    if code == 2:
        assert len(said.strip().splitlines()) <= 4, said
        assert len(said) < 2000, said
    assert seconds <= MOST_SECONDS, (seconds, time.monotonic() - started)
    assert most <= MOST_BYTES, most


@pytest.mark.parametrize(
    "text", ["1e987654321", "1/1e987654321", "1e987654321/7", "9" * 500, "-1e-987654321", "1e5_000"]
)
def test_a_long_number_is_an_error_before_it_is_made(text, tmp_path, steepest):
    """Wherever a number is read from text: layers of a model, bounds of a plan, settings."""
    from steepest.proofs.files import rational
    from steepest.verify.statistics import StatisticsError
    from steepest.verify.statistics import rational as bound

    with pytest.raises(ValueError, match="digits"):
        rational(text)
    with pytest.raises(StatisticsError):
        bound(text)
    model = tmp_path / "m.toml"
    layers = f'layers = ["y = {text} * W x"]\n[weights]\nW = [2, 2]\n[inputs]\nx = [2]\n'
    model.write_text(layers)
    for words in (("laws", model), ("trial", "saddle-gd", "--set", f"d={text}")):
        code, _, said = steepest(*words)
        assert code == 2
        assert len(said) < 1000
