"""The notebooks run, and show what is stored in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FILES = sorted((Path(__file__).parents[2] / "examples" / "notebooks").glob("*.ipynb"))


def shown(notebook):
    """The texts of all outputs, without what depends on the machine or on chance in a search."""
    texts = [
        output["data"].get("text/plain", "")
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    return [re.sub(r"\b(PROVED|REFUTED)\b ([\w-]+):.*", r"\1 \2", text) for text in texts]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_stored_outputs_are_no_errors(path):
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(path, 4)
    kinds = {output.output_type for cell in notebook.cells for output in cell.get("outputs", [])}
    assert kinds == {"execute_result"}
    assert shown(notebook)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_runs_and_shows_the_same(path):
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    import steepest

    if getattr(steepest, "__file__", None) is None:
        pytest.skip("only the folders are linked here: install steepest")
    notebook = nbformat.read(path, 4)
    before = shown(notebook)
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    assert shown(notebook) == before
