"""Files from outside, broken in every way: one message each, no traceback, nothing run.

`pytest -m slow` repeats each with ten thousand files.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from steepest.proofs.vocabulary import SteepestError
from steepest.verify.recheck.evidence import in_files

EXAMPLES = Path(__file__).parents[2] / "examples"
TOKENS = (
    "1e900000000",
    "-1",
    "0",
    "99999999999999999999",
    "nan",
    "inf",
    "[" * 3000,
    "{" * 50,
    '"',
    "'",
    "\\",
    "\x00",
    "\x1b[31m",
    "é",
    "=",
    "\n",
    "__import__('os').system('x')",
    "/dev/zero",
    "../../../etc/passwd",
    "true",
    "[[",
    "]]",
    "**",
    "^",
    "@",
    "..",
)
GRAM = """[gram]
architecture = "resnet"
activation = "softplus"
depth = 3
c_res = "1/2"
inputs = [[0.6, 0.8], [1, 0], ["5/13", "-12/13"]]
"""
CSV_GRAM = """[gram]
architecture = "fc"
activation = "relu"
depth = 2
csv = "data.csv"
"""
LAW = """kind = "discrete"
atoms = [["3/5", "4/5"], [1, 0.1]]
weights = ["1/3", "2/3"]
w_star = [1, 0]
w_0 = [0.4, 0.6]
"""
MODEL = """layers = ["h = W x", "y = V h"]
[weights]
W = [2, 2]
V = [2, 2]
[inputs]
x = [2]
"""
CLAIM = """[[claim]]
id = "am-gm"
real = ["x", "y"]
where = ["x >= 0"]
claim = "2*x*y <= x**2 + y**2"
[[claim]]
id = "product"
matrix = { A = "m x n", B = "n x m" }
claim = "(A @ B).T == B.T @ A.T"
"""
CERTIFICATE = """{"id": "a", "verdict": "PROVED", "witness": null, "certificate": {"kind": "smt",
"goal": {"variables": ["x"], "where": [], "claim": [">=", ["^", "x", "2"], "0"]}, "axioms": []}}"""


def broken(text: str, rng: random.Random) -> bytes:
    """The text with a few cuts, repeats, exchanged bytes and hostile tokens."""
    data = bytearray(text.encode())
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) + 1)
        way = rng.randrange(5)
        if way == 0:
            del data[at : at + rng.randint(1, 20)]
        elif way == 1:
            data[at:at] = rng.choice(TOKENS).encode()
        elif way == 2:
            data[at:at] = data[max(0, at - 30) : at]
        elif way == 3 and at < len(data):
            data[at] = rng.randrange(256)
        else:
            end = min(len(data), at + rng.randint(1, 8))
            data[at:end] = rng.choice(TOKENS).encode()
    return bytes(data)


def claims(path: Path) -> None:
    from steepest.proofs.engine.language import load

    load(path)


def gram(path: Path) -> None:
    from steepest.proofs.deep_gram.gram_file import load

    load(path)


def gram_csv(path: Path) -> None:
    (path.parent / "data.csv").write_bytes(path.read_bytes())
    (path.parent / "gram.toml").write_text(CSV_GRAM)
    gram(path.parent / "gram.toml")


def law(path: Path) -> None:
    from steepest.proofs.filters.laws_file import read

    read(path)


def model(path: Path) -> None:
    from steepest.proofs.engine.laws.model import load

    load(path)


def certificate(path: Path) -> None:
    from steepest.verify.recheck.command import check

    for item in in_files([path]):
        if not item.problem:
            check(item.what, item.data)


READERS = {
    "claims.toml": (claims, CLAIM),
    "gram.toml": (gram, GRAM),
    "points.csv": (gram_csv, "x,y\n0.6,0.8\n1,0\n5/13,-12/13\n"),
    "law.toml": (law, LAW),
    "model.toml": (model, MODEL),
    "certificate.json": (certificate, CERTIFICATE),
}


def attack(name: str, count: int, folder: Path) -> tuple[int, int]:
    """(files, accepted ones); anything but one `SteepestError` is a failure of the test."""
    reader, text = READERS[name]
    rng, fine, silent = random.Random(name), 0, 0
    watching: list[str] = []

    def audit(event: str, arguments: tuple) -> None:
        if watching and event in ("os.system", "subprocess.Popen", "os.exec", "pty.spawn"):
            raise AssertionError(f"{event} {arguments}")

    sys.addaudithook(audit)
    watching.append("on")
    try:
        for _ in range(count):
            path = folder / name
            path.write_bytes(broken(text, rng))
            try:
                reader(path)
                fine += 1
            except SteepestError as error:
                silent += not str(error)
    finally:
        watching.clear()
    assert not silent
    return count, fine


@pytest.mark.parametrize("name", READERS)
def test_broken_files(name, tmp_path):
    attack(name, 150, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("name", READERS)
def test_ten_thousand_broken_files(name, tmp_path):
    attack(name, 10_000, tmp_path)


def store_attack(source: Path, folder: Path, count: int) -> int:
    """Stores with flipped bytes or cut short: read, or refused with one message."""
    from steepest.verify.store.database import Store

    original, rng, read, silent = source.read_bytes(), random.Random(3), 0, 0
    for _ in range(count):
        data = bytearray(original)
        if rng.random() < 0.2:
            del data[rng.randrange(len(data)) :]
        for _ in range(rng.randint(1, 30)):
            if data:
                data[rng.randrange(len(data))] = rng.randrange(256)
        path = folder / "s.sqlite"
        path.write_bytes(data)
        try:
            with Store(path, "read") as store:
                store.latest()
                store.plans()
                store.figures()
            read += 1
        except SteepestError as error:
            silent += not str(error)
    assert not silent
    return read


@pytest.fixture
def source(tmp_path):
    from steepest.verify.store.database import Store

    path = tmp_path / "source.sqlite"
    with Store(path) as store:
        for number in range(20):
            store.put({"id": f"claim-{number}", "verdict": "PROVED", "certificate": None}, "key")
        store.put_figures({"figures/a.svg": "0" * 64})
    return path


def test_broken_stores(source, tmp_path):
    store_attack(source, tmp_path, 100)


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_ten_thousand_broken_stores(source, tmp_path):
    store_attack(source, tmp_path, 10_000)
