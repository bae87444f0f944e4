"""`steepest mcp`: a scripted client asks the server over its standard input and output."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

pytest.importorskip("mcp")
anyio = pytest.importorskip("anyio")
from steepest.verify.mcp_server import (  # noqa: E402
    McpError,
    audit_text,
    check_text,
    inside,
    laws_text,
    limited,
    main,
    recheck_record,
    text_below,
)

TEXT = '[[claim]]\nid = "a"\nreal = ["x"]\nwhere = ["x > 0"]\nclaim = "x**2 >= -1"\n'
FALSE = TEXT.replace(">= -1", ">= 1")
MODEL = 'layers = ["y = U V.T x"]\n[weights]\nU = [2, 1]\nV = [2, 1]\n[inputs]\nx = [2]\n'


async def ask(root: Path, calls):
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import stdio_client

    code = "from steepest.verify.cli import main; main()"
    server = StdioServerParameters(
        command=sys.executable, args=["-c", code, "mcp", "--root", str(root)]
    )
    with open(root / "log", "w") as log:
        async with stdio_client(server, errlog=log) as streams, ClientSession(*streams) as session:
            await session.initialize()
            tools = {tool.name for tool in (await session.list_tools()).tools}
            answers = [await session.call_tool(name, arguments) for name, arguments in calls]
    return tools, answers


@pytest.mark.filterwarnings("ignore")
def test_a_scripted_client(tmp_path):
    (tmp_path / "mine.toml").write_text(FALSE)
    calls = [
        ("check", {"claims": TEXT}),
        ("check_file", {"path": "mine.toml"}),
        ("check_file", {"path": "../../etc/hostname"}),
        ("audit", {"claims": TEXT}),
        ("laws", {"model": MODEL}),
        ("show", {"id": "balance.lem-C.1.step"}),
        ("check", {"claims": "no toml"}),
    ]
    tools, answers = anyio.run(ask, tmp_path, calls)
    assert tools == {"check", "check_file", "audit", "laws", "show", "recheck"}
    read = [json.loads(one.content[0].text) if not one.is_error else None for one in answers]
    assert read[0][0]["verdict"] == "PROVED"
    assert read[1][0]["verdict"] == "REFUTED"
    assert answers[2].is_error
    assert "is no file below" in answers[2].content[0].text
    assert read[3][0]["word"] == "not needed"
    assert read[4]["answer"] == "N = 1 (exact)"
    assert read[5]["recorded"] == "PROVED"
    assert answers[6].is_error
    assert "this is not TOML" in answers[6].content[0].text
    _, (again,) = anyio.run(ask, tmp_path, [("recheck", {"record": json.dumps(read[1][0])})])
    assert json.loads(again.content[0].text)["ok"]


def test_no_file_outside_of_the_root(tmp_path):
    (tmp_path / "out").symlink_to("/etc")
    for name in ("../x", "/etc/hostname", "out/hostname", "none"):
        with pytest.raises(McpError):
            inside(tmp_path, name)
    with pytest.raises(McpError, match="is no folder"):
        main(tmp_path / "none")


def test_an_audit_leaves_no_paper_open_in_this_process():
    from steepest.proofs import registry

    assert [line["word"] for line in audit_text(TEXT)] == ["not needed"]
    assert registry.opened() is None


def test_what_is_too_large_is_not_read(tmp_path):
    for ask_it in (check_text, audit_text, laws_text):
        with pytest.raises(McpError, match="at most 200000"):
            ask_it("x" * 200_001)
    with pytest.raises(McpError, match="at most 200 are decided"):
        check_text(TEXT * 201)
    with pytest.raises(McpError, match="a positive number"):
        check_text(TEXT, seconds=float("nan"))
    with pytest.raises(McpError, match="an object"):
        recheck_record("[1]")
    (tmp_path / "large.toml").write_text("#" * 300_000)
    os.mkfifo(tmp_path / "pipe")
    for name, message in (("large.toml", "is larger than"), ("pipe", "no regular file")):
        with pytest.raises(McpError, match=message):
            text_below(tmp_path, name)


def test_a_mistake_in_a_process_is_told_without_its_type():
    with pytest.raises(McpError, match=r"\Athe JSON text of a record"):
        limited(recheck_record, "1")
