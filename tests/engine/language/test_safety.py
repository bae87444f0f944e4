"""Claim files are data: nothing in them runs, nothing makes the reader slow, big or loud."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from steepest.proofs.engine.language import ClaimFileError, loads
from steepest.proofs.engine.language.scope import Scope
from steepest.proofs.engine.language.syntax import Reader

CODE = "__import__('os').system('touch steepest-was-here')"
DEEP = 100_000
HOSTILE = {
    "code as claim": f'[[claim]]\nid = "c"\nclaim = "{CODE} == 0"',
    "code as name": f'[[claim]]\nid = "c"\nreal = ["{CODE}"]\nclaim = "1 > 0"',
    "code as let": f'[[claim]]\nid = "c"\nlet = {{ p = "{CODE}" }}\nclaim = "p > 0"',
    "code as key of let": '[[claim]]\nid = "c"\nlet = { "open(\'x\',\'w\')" = "1" }\nclaim = "1 '
    '> 0"',
    "code as shape": f'[[claim]]\nid = "c"\nmatrix = {{ A = "{CODE} x n" }}\nclaim = "norm2(A) '
    f'>= 0"',
    "code as id": f'[[claim]]\nid = "{CODE}"\nclaim = "1 > 0"',
    "code as loss": f'[[claim]]\nid = "c"\nreal = ["a"]\nconserved = {{ quantity = "a", loss = '
    f'"{CODE}", '
    f'parameters = ["a"] }}',
    "attribute chain": '[[claim]]\nid = "c"\nreal = ["x"]\nclaim = '
    '"x.__class__.__mro__[1].__subclasses__() == 0"',
    "comprehension": '[[claim]]\nid = "c"\nreal = ["x"]\nclaim = "[x for x in (1,)][0] == 0"',
    "walrus": '[[claim]]\nid = "c"\nreal = ["x"]\nclaim = "(x := 3) == 0"',
    "f-string": '[[claim]]\nid = "c"\nreal = ["x"]\nclaim = "f\'{x}\' == 0"',
    "await": '[[claim]]\nid = "c"\nreal = ["x"]\nclaim = "(yield x) == 0"',
    "star": '[[claim]]\nid = "c"\nreal = ["x"]\nclaim = "min(*x) == 0"',
    "parentheses": f'[[claim]]\nid = "c"\nclaim = "{"(" * DEEP}1{")" * DEEP} > 0"',
    "parentheses under the length": f'[[claim]]\nid = "c"\nclaim = "{"(" * 4000}1{")" * 4000} > 0"',
    "brackets": f'[[claim]]\nid = "c"\nclaim = "{"[" * 4000}1{"]" * 4000} > 0"',
    "minus": f'[[claim]]\nid = "c"\nclaim = "{"-" * 9000}1 > 0"',
    "nots": f'[[claim]]\nid = "c"\nclaim = "{"not " * 2400}1 > 0"',
    "powers": f'[[claim]]\nid = "c"\nclaim = "{"2**" * 3000}2 > 0"',
    "sum": f'[[claim]]\nid = "c"\nclaim = "{"1+" * 4900}1 > 0"',
    "chain": f'[[claim]]\nid = "c"\nclaim = "{"1<" * 4900}1 > 0"',
    "calls": f'[[claim]]\nid = "c"\nclaim = "{"sin(" * 2000}1{")" * 2000} > 0"',
    "transposes": f'[[claim]]\nid = "c"\nmatrix = {{ A = "n x n" }}\nclaim = '
    f'"norm2(A{".T" * 4000}) > 0"',
    "nested arrays": f'[[claim]]\nid = "c"\nreal = {"[" * DEEP}',
    "nested tables": "[" + ".".join(["a"] * DEEP) + "]",
    "tower": '[[claim]]\nid = "c"\nclaim = "9**9**9**9 > 0"',
    "tower of parentheses": '[[claim]]\nid = "c"\nclaim = "((9**200)**200)**200 > 0"',
    "tower in an exponent": '[[claim]]\nid = "c"\nreal = ["x"]\nclaim = "x**((2**200)**200) > 0"',
    "exponent": '[[claim]]\nid = "c"\nclaim = "1e100000000 > 0"',
    "digits": f'[[claim]]\nid = "c"\nclaim = "{"9" * 9000} > 0"',
    "nan": '[[claim]]\nid = "c"\nclaim = "nan == nan"',
    "inf": '[[claim]]\nid = "c"\nclaim = "inf > 0"',
    "inf as timeout": '[[claim]]\nid = "c"\nclaim = "1 > 0"\ntimeout = inf',
    "nan as width": '[[claim]]\nid = "c"\nreal = ["C"]\nclaim = "C > 0"\nsharpest = "C"\nwidth = '
    "nan",
    "look-alike": '[[claim]]\nid = "c"\nreal = ["x", "х"]\nclaim = "x > 0"',
    "right to left": '[[claim]]\nid = "c"\nreal = ["x"]\nclaim = "x \u202e> 0"',
    "zero width": '[[claim]]\nid = "c"\nreal = ["x"]\nclaim = "x\u200b > 0"',
    "null": '[[claim]]\nid = "c"\nreal = ["x"]\nclaim = "x\\u0000 > 0"',
    "bell": '[[claim]]\nid = "c"\nsays = "\\u0007"\nreal = ["x"]\nclaim = "\\u0007 > 0"',
    "duplicate": '[[claim]]\nid = "c"\nid = "c"',
    "duplicate table": '[claim]\nid = "c"\n[[claim]]\nid = "d"',
    "cycle": '[[claim]]\nid = "c"\nlet = { a = "b", b = "a" }\nclaim = "a > 0"',
    "doubling": '[[claim]]\nid = "c"\nreal = ["x"]\nclaim = "t59 > 0"\n[claim.let]\nt0 = "x"\n'
    + "\n".join(f't{i + 1} = "t{i} * t{i}"' for i in range(59)),
    "doubling step": '[[claim]]\nid = "c"\nreal = ["x"]\nclaim = "x_next > 0"\nstep = { x = '
    '"x*x*x*x*x*x*x*x" '
    "}\ntimes = 20",
    "many steps": '[[claim]]\nid = "c"\nreal = ["x"]\nclaim = "x_next > 0"\nstep = { x = "x*x" '
    "}\ntimes = "
    "1000000000",
    "many names": '[[claim]]\nid = "c"\nreal = ['
    + ", ".join(f'"x{i}"' for i in range(60_000))
    + ']\nclaim = "y > 0"',
    "huge size": '[[claim]]\nid = "c"\nmatrix = { A = "99999999999 x 1" }\nclaim = "norm2(A) > 0"',
    "backslashes": '[[claim]]\nid = "c"\nreal = ["x"]\nclaim = "x \\\\\\n > 0"',
    "comment": '[[claim]]\nid = "c"\nreal = ["x"]\nclaim = "x # > 0"',
    "date": "[[claim]]\nid = 1979-05-27\n",
    "keyword": '[[claim]]\nid = "c"\nreal = ["lambda"]\nclaim = "lambda > 0"',
    "dunder": '[[claim]]\nid = "c"\nreal = ["x"]\nclaim = "__debug__ > 0"',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(name):
    started = time.perf_counter()
    with pytest.raises(ClaimFileError) as caught:
        loads(HOSTILE[name], "hostile.toml")
    assert time.perf_counter() - started < 2
    assert len(str(caught.value)) < 3_000


WATCHED = """
import json, sys
from steepest.proofs.engine.language import ClaimFileError, loads
seen = []
QUIET = (
    "exec", "open", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork",
    "socket.connect", "import", "compile", "ctypes.dlopen",
)
texts = json.load(sys.stdin)
for text in texts[:1]:
    try: loads(text)  # the first pass may import what an error message needs
    except ClaimFileError: pass
def hook(event, arguments):
    if event.startswith(QUIET) and watching:
        if event == "compile" or (event == "open" and str(arguments[0]).endswith((".py", ".pyc"))):
            return  # ast.parse announces itself as "compile"; it makes a tree, no code object
        seen.append((event, str(arguments)[:200]))
watching = False
sys.addaudithook(hook)
for text in texts:
    watching = True
    try: loads(text)
    except ClaimFileError: pass
    watching = False
print(json.dumps(seen))
"""


def test_nothing_runs():
    """Audit events of reading: no code object runs, nothing is opened, started or imported."""
    good = (
        '[[claim]]\nid = "c"\nreal = ["x", "y"]\nwhere = ["x > 0"]\nlet = { p = "sqrt(x) + 1" '
        '}\nclaim = "p >= y**2"\n'
    )
    mistakes = [good.replace("p >=", "q >="), *HOSTILE.values()]
    done = subprocess.run(
        [sys.executable, "-c", WATCHED],
        input=json.dumps([mistakes[0], good, *mistakes]),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def test_memory():
    """The whole hostile set within 500 MB."""
    program = (
        "import json, sys\nfrom steepest.proofs.engine.language import ClaimFileError, "
        "loads\nfor text in json.load(sys.stdin):\n"
        "    try: loads(text)\n    except ClaimFileError: pass\n"
    )
    limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (500 * 2**20,) * 2)  # noqa: E731
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(list(HOSTILE.values())),
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=limit,
    )
    assert done.returncode == 0, done.stderr


PIECES = st.sampled_from(
    [
        "x",
        "y",
        "z",
        "pi",
        "E",
        "1",
        "0.5",
        "1e3",
        "+",
        "-",
        "*",
        "/",
        "**",
        "(",
        ")",
        ",",
        "<",
        "<=",
        "==",
        ">=",
        "!=",
        "and",
        "or",
        "not",
        "sqrt(",
        "exp(",
        "min(",
        "relu(",
        "tr(",
        ".T",
        "@",
        "[",
        "]",
        "{",
        "}",
        ":",
        ";",
        "=",
        "'",
        "lambda",
        "if",
        "else",
        "in",
        "is",
        "__import__",
        "x.y",
        "x[0]",
        "9**9",
        "1e999",
        "0x1",
        "1j",
        "f''",
        "\\",
        "#",
        "~",
        "^",
        "%",
        "//",
        "|",
        "&",
        ":=",
        "...",
        "True",
        "None",
    ]
)
EXPRESSIONS = st.lists(PIECES, max_size=14).map(" ".join) | st.text(max_size=30)


def read(text):
    reader = Reader(
        Scope(scalars={"x", "y"}, letters={"A": ("n", "n")}),
        {"file": "f", "claim": "c", "field": "claim"},
    )
    try:
        return reader.formula(text)
    except ClaimFileError:
        return None


@given(text=EXPRESSIONS)
@settings(max_examples=600, deadline=2000, derandomize=True)
def test_any_expression(text):
    read(text)


VALUES = st.recursive(
    EXPRESSIONS | st.integers() | st.floats() | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["x", "p", "U", "quantity", "loss", "parameters"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
TABLES = st.dictionaries(
    st.sampled_from(
        [
            "id",
            "says",
            "real",
            "integer",
            "matrix",
            "where",
            "let",
            "claim",
            "sharpest",
            "direction",
            "width",
            "step",
            "times",
            "conserved",
            "timeout",
            "expect",
            "other",
        ]
    ),
    VALUES,
    max_size=7,
)


def toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(part)}" for key, part in value.items()) + " }"
    return str(value)


def check_table(table):
    lines = [f"{key} = {toml(value)}" for key, value in ({"id": "c"} | table).items()]
    try:
        loads("[[claim]]\n" + "\n".join(lines))
    except ClaimFileError:
        return


@given(table=TABLES)
@settings(
    max_examples=400, deadline=2000, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
def test_any_table(table):
    check_table(table)


@given(
    text=st.text(max_size=200) | st.binary(max_size=200).map(lambda data: data.decode("latin-1"))
)
@settings(max_examples=200, deadline=2000, derandomize=True)
def test_any_file(text):
    with pytest.raises(ClaimFileError):
        loads(text)


@pytest.mark.slow
@given(text=EXPRESSIONS)
@settings(max_examples=3000, deadline=2000)
def test_many_expressions(text):
    read(text)


@pytest.mark.slow
@given(table=TABLES)
@settings(max_examples=2500, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
def test_many_tables(table):
    check_table(table)
