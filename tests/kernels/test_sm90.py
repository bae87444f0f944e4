"""Every kernel that comes with the package compiles for sm_90, here, without a GPU, and spills
nothing.
"""

from __future__ import annotations

import re
import sys
import types
from pathlib import Path

import pytest
from steepest import kernels
from steepest.kernels.catalogue import ENTRIES
from steepest.kernels.engine import cubin
from steepest.kernels.engine.emit import source
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.engine.program import Program


def compiled(text: str, **options) -> list[cubin.Resources]:
    try:
        return cubin.compile_for(text, **options)
    except KernelError as reason:
        if "no CUDA compiler" in str(reason):
            pytest.skip(str(reason))
        raise


@pytest.mark.parametrize("name", ENTRIES)
def test_compiles_for_sm_90_without_spills(name, record_property):
    found = {
        resources.function: resources
        for resources in compiled(source(Program(ENTRIES[name].build())))
    }
    assert set(found) == {"start", "advance"}
    for function, resources in found.items():
        record_property(
            f"{function}: registers, stack bytes",
            f"{resources.registers}, {resources.stack_bytes} ({resources.tool})",
        )
        assert resources.spilled_bytes == 0
        assert resources.registers < 255


def test_every_module_that_makes_recurrences_has_an_example():
    folder = Path(kernels.__file__).parent
    makers = {
        path.relative_to(folder).with_suffix("").as_posix().replace("/", ".")
        for path in folder.rglob("*.py")
        if re.search(r"\breturn Recurrence\(", path.read_text())
    }
    imported = {
        module.__name__.removeprefix("steepest.kernels.")
        for name in sys.modules
        if name.startswith("steepest.kernels.") and name.endswith(".examples")
        for module in vars(sys.modules[name]).values()
        if isinstance(module, types.ModuleType)
    }
    assert len(makers) > 6
    assert makers - {"engine.examples"} <= imported


def test_fast_mode_compiles_too():
    assert compiled(source(Program(ENTRIES["rank-1 scalars"].build())), mode="fast")


def test_a_broken_text_is_refused_with_its_place():
    text = source(Program(ENTRIES["rank-1 scalars"].build())) + "\nsyntax error here\n"
    with pytest.raises(KernelError, match="refused a kernel for sm_90"):
        compiled(text)


def test_nvrtc_alone_suffices(monkeypatch):
    pytest.importorskip("cupy", reason="NVRTC is reached through CuPy")
    monkeypatch.setattr(cubin.shutil, "which", lambda name: None)
    text = source(Program(ENTRIES["saddle momentum"].build()))
    found = compiled(text)
    assert found[0].tool == "NVRTC"
    assert all(resources.spilled_bytes == 0 for resources in found)
    with pytest.raises(KernelError, match="NVRTC refused"):
        compiled(text + "\nsyntax error\n")


def test_without_any_compiler_the_reason_is_told(monkeypatch):
    import sys

    monkeypatch.setattr(cubin.shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "cupy.cuda", None)
    with pytest.raises(
        KernelError, match="no CUDA compiler: nvcc is not on the path and NVRTC does not load"
    ):
        cubin.compile_for("")
