"""A report of the fake claims."""

from __future__ import annotations

import pytest
from steepest.proofs import registry
from steepest.verify.report import write_report

from .pages import SVG, put


@pytest.fixture
def fakes(fakes, monkeypatch):
    """The fake claims, and no others: a report of all claims takes seconds."""
    own = lambda table: {  # noqa: E731
        id: entry for id, entry in table.items() if id.startswith(("fake.", "bad.", "long."))
    }
    claims, definitions = own(registry._claims), own(registry._definitions)
    monkeypatch.setattr(registry, "claims", lambda: dict(claims))
    monkeypatch.setattr(registry, "definitions", lambda: dict(definitions))
    return fakes


@pytest.fixture
def site(fakes, steepest, store_path):
    """The folder of the report."""
    steepest("run", "fake.*", "--no-report", "--store", store_path)
    steepest("run", "fake.*", "--mutants", "--store", store_path)
    table = (
        "quantity,printed,measured,verdict,note\nslope,1,1.01,agrees,\nratio,2,7,differs,large\n"
        "more,,3,nothing printed,see fake.refuted\n"
    )
    files = {"figure-1.svg": SVG, "figure-1.txt": "A curve with eta <= 1", "figure-1.csv": "x,y\n"}
    put(store_path, files | {"figure-1-compared.csv": table})
    return write_report(store_path).parent
