"""The examples of docs/two-layer-relu.md run as they are printed."""

import re
from pathlib import Path

TEXT = (Path(__file__).parents[2] / "docs" / "two-layer-relu.md").read_text()


def test_examples(capsys):
    space = {}
    for example in re.findall(r"```python\n(.*?)```", TEXT, re.S):
        exec(compile(example, "docs/two-layer-relu.md", "exec"), space)
    printed = capsys.readouterr().out.splitlines()
    assert "1.5915" in printed[0]
    assert "dependent" in printed[1]
    assert float(printed[2]) > 0.02
    assert "for all t >= 0" in printed[3]
    assert "for all k, eta = 1/2" in printed[4]
    assert "events" in printed[5]
