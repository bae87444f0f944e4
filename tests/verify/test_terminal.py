"""Nothing from outside is obeyed by a terminal: escapes, control characters, overrides of the
writing direction in names, titles, records, messages and files are spelled, by every command.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from steepest.proofs import Source, claim
from steepest.verify import terminal
from steepest.verify.store.database import Store

EVIL = "a\x1b[31mb\x1b]0;t\x07c\x9b2Jd\u202ee\u2066f\rg\x00h\x7fi\u200bj"
NEVER = set("\x1b\x07\x9b\x00\x7f\r\u202e\u2066\u200b")
FILE = EVIL.replace("\x00", "").replace("/", "") + "\udcff"


def clean(*texts: str) -> None:
    for text in texts:
        assert not NEVER & set(text), ascii(text)


def record(id: str, verdict: str, **more: object) -> dict:
    base = {
        "id": id, "title": EVIL, "source": EVIL, "verdict": verdict, "scope": EVIL, "method": EVIL,
        "backend": EVIL, "detail": EVIL, "witness": None, "certificate": None, "seconds": 0.1,
        "hash": EVIL, "amends": EVIL, "statement": EVIL,
    }  # fmt: skip
    return base | more


SHAPE = {"kind": "shape", "operation": "@", "shapes": [[EVIL, "n"], ["n", "n"]], "detail": EVIL}
POINT = {
    "kind": "point",
    "goal": {"variables": [EVIL], "where": [[EVIL, EVIL, "0"]], "claim": [EVIL, EVIL, "0"]},
    "values": {EVIL: EVIL},
}
PROOF = {"kind": EVIL, "goal": {"variables": [EVIL], "where": [], "claim": ["<=", EVIL, EVIL]}}


@pytest.fixture
def hostile(fakes, store_path):
    """A store in which everything that a record says is hostile."""
    with Store(store_path) as store:
        for id, made in {
            "fake.proved": record("fake.proved", "PROVED", certificate=PROOF),
            "fake.refuted": record("fake.refuted", "REFUTED", witness=POINT),
            "fake.refuted-amended": record("fake.refuted-amended", "PROVED", certificate=SHAPE),
            "fake.supported": record("fake.supported", "REFUTED", witness=SHAPE),
            "fake.undecided": record("fake.undecided", "UNDECIDED"),
            "fake.proved.step-1": record("fake.proved.step-1", "ERROR"),
            EVIL: record(EVIL, EVIL, certificate=POINT),
        }.items():
            store.put(made | {"id": id}, EVIL)
        store.put_plan({"name": EVIL, "module": EVIL, "trials": 1})
        store.put_figures({EVIL + ".svg": EVIL})
    return store_path


COMMANDS = [
    ("list", "fake.*"),
    ("list",),
    ("show", "fake.proved"),
    ("show", "fake.refuted"),
    ("show", "fake.supported"),
    ("show", "fake.undecided"),
    ("show", EVIL),
    ("errata", "fake.*"),
    ("recheck", "fake.*"),
    ("recheck",),
    ("ledger",),
    ("doctor",),
    ("run", "fake.undecided", "--no-report"),
    ("run", EVIL),
    ("trial", EVIL),
    ("report",),
]


@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
@pytest.mark.parametrize(
    "command", COMMANDS, ids=lambda words: "-".join(words)[:20].encode("ascii", "ignore").decode()
)
def test_records(command, as_json, hostile, steepest):
    if as_json and command[0] == "report":
        return
    _, out, err = steepest(*command, "--store", hostile, *(["--json"] if as_json else []))
    clean(out, err)
    assert "Traceback" not in err


WRITTEN = EVIL.encode("unicode_escape").decode().replace("\\x", "\\u00")
CLAIMS = f"""[[claim]]
id = "{WRITTEN}"
claim = "1 <= 2"
[[claim]]
id = "ab"
real = ["x"]
claim = "x {WRITTEN} 1"
"""
TEXTS = {
    "claims.toml": CLAIMS,
    "broken.toml": f'[[claim]]\nid = "a"\nclaim = "1 {EVIL}',
    "model.toml": f'name = "{WRITTEN}"\nlayers = ["{WRITTEN}"]\n[inputs]\nx = [2]',
    "certificate.json": json.dumps({"id": EVIL, "verdict": EVIL, "certificate": {"kind": EVIL}}),
    "kind.json": json.dumps({EVIL: EVIL, "kind": EVIL}),
    "parts.json": json.dumps({"kind": "all", "parts": [PROOF, POINT, SHAPE], EVIL: 1}),
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("command", ["check", "gram", "laws", "recheck", "audit"])
def test_files(name, command, tmp_path, steepest):
    """Hostile content in a file with a hostile name, and a file of that name that is not there."""
    path = tmp_path / (FILE + name)
    path.write_text(TEXTS[name], encoding="utf-8", errors="surrogateescape")
    for file in (path, tmp_path / ("none" + FILE + name)):
        code, out, err = steepest(command, file)
        clean(out, err)
        assert code or command == "audit"
        assert "Traceback" not in err


def test_a_claim_file_that_is_fine_under_a_hostile_name(tmp_path, steepest):
    path = tmp_path / (FILE + ".toml")
    path.write_text('[[claim]]\nid = "a"\nreal = ["x"]\nclaim = "x**2 >= 0"\n')
    folder = tmp_path / ("c" + FILE)
    for more in ((), ("--json",), ("--certificates", folder)):
        code, out, err = steepest("check", path, *more)
        clean(out, err)
        assert code == 0
    clean(*steepest("recheck", folder)[1:])
    clean(*steepest("recheck", folder, "--file", path)[1:])


def test_titles_of_claims(fakes, steepest, store_path):
    """A paper that is installed may say anything."""

    def hostile(judge):
        return judge.undecided(EVIL)

    hostile.__doc__ = EVIL
    claim("fake.hostile", Source(EVIL, EVIL, also=EVIL), formula=EVIL, hypotheses=(EVIL,))(hostile)

    for words in (("show", "fake.hostile"), ("list", "fake.*"), ("errata", "fake.*")):
        for more in ((), ("--json",)):
            clean(*steepest(*words, "--store", store_path, *more)[1:])


@pytest.mark.parametrize(
    ("command", "name", "word"),
    [("recheck", "certificate.json", "rejected"), ("check", "claims.toml", "ERROR")],
)
def test_on_a_terminal(command, name, word, tmp_path):
    """With colours of our own: none of the escapes is one of the file."""
    path = tmp_path / name
    path.write_text(TEXTS[name], encoding="utf-8")
    master, slave = os.openpty()
    environment = os.environ | {"TERM": "xterm", "PAGER": "cat", "COLUMNS": "200"}
    done = subprocess.Popen(
        [sys.executable, "-m", "steepest.verify", command, str(path)],
        stdin=slave, stdout=slave, stderr=slave, env=environment, close_fds=True,
    )  # fmt: skip
    os.close(slave)
    text = b""
    while True:
        try:
            more = os.read(master, 4096)
        except OSError:
            break
        if not more:
            break
        text += more
    done.wait(60)
    os.close(master)
    shown = text.decode()
    assert word in shown
    assert "\x1b]0" not in shown
    assert "\x1b[31mb" not in shown
    assert not NEVER - set("\x1b\r") & set(shown)


def test_what_is_harmless_stays():
    text = "eta <= 1/3, \u03b7 \u2264 \u2153, caf\u00e9 \U0001f600\n  two lines"
    assert terminal.harmless(text) == text
    assert terminal.harmless("a\tb") == "a       b"
    assert terminal.harmless("\x1b[0m") == "\\x1b[0m"
    assert terminal.harmless("\u202e\u2066") == "\\x202e\\x2066"


def test_the_console_shows_no_other_style(capsys):
    from rich.table import Table
    from rich.text import Text
    from steepest.verify.pages.display import console

    out = console()
    table = Table(title=EVIL)
    table.add_column(EVIL)
    table.add_row(EVIL)
    for one in (EVIL, Text(EVIL, "bold"), table, [EVIL]):
        out.print(one)
    clean(capsys.readouterr().out)
