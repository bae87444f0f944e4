"""`steepest trial filter` and the figures of Chapter 6, through the same doors as a user."""

from __future__ import annotations

import gzip
import json
import math
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from steepest.kernels.filters import images as kernel
from steepest.proofs.vocabulary import SteepestError
from steepest.verify.reproduce import names, reproduce
from steepest.verify.reproduce.filters import gap, images, sweeps
from steepest.verify.reproduce.filters.idx import ImageError, read_idx
from steepest.verify.trials.engine import named
from steepest.verify.trials.engine.command import trial_command

LAWS = Path(__file__).parents[2] / "examples" / "laws"


def test_a_law_of_the_user(capsys):
    record, code = trial_command(
        "filter", settings=[f"law={LAWS / 'discrete.toml'}", "at_least=0.9"], trials=200, workers=1
    )
    out = capsys.readouterr().out
    assert (code, record["verdict"]) == (0, "SUPPORTED")
    for word in (
        "gamma    ",
        "L        ",
        "beta     0.3107997753",
        "L_cross  0",
        "theorem  steps up to",
        "rates    ",
        "99 % interval [",
        "exact    ",
    ):
        assert word in out
    found = record["numbers"]
    assert found["sgd"]["low"] < found["sgd"]["rate"] < found["sgd"]["high"]
    assert found["population"]["rate"] == pytest.approx(found["asymptotic_rate"], rel=1e-3)
    assert found["population"]["worst_factor"] <= found["guaranteed_factor"]


def test_json(capsys):
    record, _ = trial_command(
        "filter",
        settings=["law=gaussian", "horizon=300", "eta=0.1"],
        trials=50,
        workers=1,
        json=True,
    )
    printed = json.loads(capsys.readouterr().out)
    assert printed["numbers"] == json.loads(json.dumps(record["numbers"]))
    assert printed["numbers"]["beta"] == pytest.approx(1 / math.pi)
    assert printed["numbers"]["guaranteed_factor"] is None  # 0.1 is above the step of the theorem


def test_a_law_on_which_the_theorem_is_silent(capsys):
    record, _ = trial_command("filter", settings=["law=close", "horizon=100"], trials=20, workers=1)
    assert record["numbers"]["step"] is None
    assert "theorem  silent here" in capsys.readouterr().out


def test_a_law_without_any_drift():
    plan = named.trials()["filter"].plan(
        {"law": str(LAWS / "discrete.toml"), "eta": "0.5", "horizon": "10"}
    )
    assert plan.horizon == 10
    assert plan.parameters["eta"] == 0.5


def test_a_direction_that_is_never_seen(tmp_path):
    file = tmp_path / "flat.toml"
    file.write_text('kind = "discrete"\natoms = [[1, 2]]\nw_0 = [0.8, 0.1]\n')
    plan = named.trials()["filter"].plan({"law": str(file)})
    assert plan.horizon == 2000


def test_a_teacher_that_is_never_active(tmp_path):
    file = tmp_path / "dark.toml"
    file.write_text('kind = "discrete"\natoms = [[-1, 0.5], [-1, -0.5]]\n')
    with pytest.raises(named.TrialInputError, match="every label is 0"):
        named.trials()["filter"].plan({"law": str(file)})


def test_three_dimensions_are_sampled(capsys):
    trial_command(
        "filter", settings=[f"law={LAWS / 'samples.toml'}", "horizon=50"], trials=20, workers=1
    )
    assert "over a sample of directions only" in capsys.readouterr().out


def test_a_missing_law():
    with pytest.raises(SteepestError, match="absent.toml cannot be read"):
        trial_command("filter", settings=["law=absent.toml"], trials=5)


def test_a_start_that_breaks_the_trial(monkeypatch):
    from steepest.kernels.filters import runs as filters_runs

    def refuse(parameters):
        raise named_error("no such start")

    from steepest.kernels.engine.errors import KernelError as named_error

    monkeypatch.setattr(filters_runs, "settings", refuse)
    with pytest.raises(named.TrialInputError, match="no such start"):
        named.trials()["filter"].plan({"law": "gaussian"})


# --- figures --------------------------------------------------------------------------------------


def test_names():
    assert {
        "figure-6.2b",
        "figure-6.3a",
        "figure-6.3b",
        "figure-6.3c",
        "figure-6.3d",
        "figure-6.4",
        "exp-6.3a",
        "fig-6.4",
    } <= set(names())


def written(made):
    assert {path.suffix for path in made.pictures} == {".svg", ".pdf", ".png"}
    assert all(path.stat().st_size > 100 for path in (*made.pictures, *made.data))
    json.dumps(made.to_json())


def test_curves_of_the_constants(tmp_path, monkeypatch):
    kernel_mixture = gap.mixture

    def small(sigma, **fields):
        return gap.gaussian(2) if fields else kernel_mixture(sigma)

    monkeypatch.setattr(gap, "mixture", small)
    made = reproduce("figure-6.2b", tmp_path, points=41)
    written(made)
    assert made.comparisons[0].agrees is False


@pytest.mark.parametrize("completion", ["A", "b", "C"])
def test_smoothness(tmp_path, completion, monkeypatch):
    monkeypatch.setattr(
        sweeps,
        "SWEEP",
        (0.3, 1.0, 2.0, 4.0) if completion == "b" else (0.3, 1.0, 2.0, float("inf")),
    )
    made = reproduce("figure-6.3a", tmp_path, completion=completion, steps=30, runs=10, p=3)
    written(made)
    assert made.settings["completion"] == completion.upper()
    header = (tmp_path / "figure-6.3a-constants.csv").read_text().splitlines()[0]
    assert header.startswith("sigma,gamma_0,L_0")


def test_closeness(tmp_path, monkeypatch):
    monkeypatch.setattr(sweeps, "CLOSENESS", (0.2, 2.0))
    made = reproduce("figure-6.3b", tmp_path, steps=50, runs=20, k=2)
    written(made)
    assert made.comparisons[0].agrees
    assert made.comparisons[2].agrees is False  # the theorem's hypothesis is not met


@pytest.mark.parametrize("name", ["figure-6.3c", "figure-6.3d"])
def test_images(tmp_path, name):
    pytest.importorskip("sklearn")
    written(reproduce(name, tmp_path, inputs=80, epochs=4, starts=1))


def test_filters_side_by_side(tmp_path):
    pytest.importorskip("sklearn")
    made = reproduce("figure-6.4", tmp_path, inputs=60, epochs=2, starts=2)
    written(made)
    assert len(made.comparisons) == 4
    assert (tmp_path / "figure-6.4-filters.csv").read_text().count("learned") == 16


@pytest.mark.parametrize(
    ("name", "settings", "words"),
    [
        ("figure-6.3a", {"sigmas": 3}, "has no setting 'sigmas'"),
        ("figure-6.3a", {"step": 3}, "nearest: steps"),
        ("figure-6.3a", {"completion": "D"}, "choose A"),
        ("figure-6.3a", {"completion": "B", "p": 2}, "needs p >= 3"),
        ("figure-6.3a", {"steps": "many"}, "a whole number above 0"),
        ("figure-6.3a", {"steps": 2.5}, "a whole number above 0"),
        ("figure-6.3a", {"eta": -1}, "a number above 0"),
        ("figure-6.3b", {"k": 1}, "from 2 to 16"),
        ("figure-6.3c", {"images": 3}, "expected a text"),
        ("figure-6.3c", {"images": "absent.idx"}, "cannot be read"),
        ("figure-6.4", {"contrast": "low"}, "normalised or raw"),
    ],
)
def test_wrong_settings(tmp_path, name, settings, words):
    with pytest.raises(SteepestError, match=words):
        reproduce(name, tmp_path, **settings)


def test_a_law_that_no_kernel_runs(tmp_path, monkeypatch):
    from steepest.kernels.engine.errors import KernelError

    def refuse(*args):
        raise KernelError("no room")

    monkeypatch.setattr(sweeps, "simulate", refuse)
    with pytest.raises(sweeps.SettingError, match="no room"):
        reproduce("figure-6.3a", tmp_path, steps=3, runs=2)


def test_without_scikit_learn(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    kernel.digits.cache_clear()
    with pytest.raises(SteepestError, match=r"pip install 'steepest\[images\]'"):
        reproduce("figure-6.3c", tmp_path)


def test_too_many_patches(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "read_idx", lambda path, most: np.zeros((500, 200, 200)))
    with pytest.raises(SteepestError, match="more than fits"):
        reproduce("figure-6.3c", tmp_path, images="mine.idx", inputs=500)


# --- IDX files ------------------------------------------------------------------------------------


def idx(count=3, height=6, width=5, magic=0x803, extra=b"", missing=0):
    pixels = np.arange(count * height * width, dtype=np.uint32).astype(np.uint8).tobytes()
    return (
        struct.pack(">IIII", magic, count, height, width) + pixels[: len(pixels) - missing] + extra
    )


def test_idx_files(tmp_path):
    plain, packed = tmp_path / "images", tmp_path / "images.gz"
    plain.write_bytes(idx())
    packed.write_bytes(gzip.compress(idx()))
    images = read_idx(plain)
    assert images.shape == (3, 6, 5)
    assert images[0, 0, 3] == 3 / 255
    assert np.array_equal(read_idx(packed), images)
    assert np.array_equal(read_idx(plain, 2), images[:2])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "begins with nothing"),
        (b"hello, this is text", "begins with 68656c6c"),
        (idx(magic=0x801), "expected 00000803"),
        (idx(missing=1), "only 89 bytes"),
        (idx(extra=b"x"), "more bytes follow"),
        (idx(count=0), "announces 0 images"),
        (struct.pack(">IIII", 0x803, 2**31, 4000, 4000), "at most"),
        (gzip.compress(idx())[:-20], "damaged"),
        (b"\x1f\x8bnothing", "damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_damaged_idx_files(tmp_path, content, words):
    file = tmp_path / "images"
    file.write_bytes(content)
    with pytest.raises(ImageError, match=words):
        read_idx(file)


def test_images_of_the_user(tmp_path):
    rng = np.random.default_rng(0)
    file = tmp_path / "train-images-idx3-ubyte"
    file.write_bytes(
        struct.pack(">IIII", 0x803, 40, 9, 9)
        + rng.integers(0, 256, 40 * 81, dtype=np.uint8).tobytes()
    )
    made = reproduce("figure-6.3d", tmp_path, images=str(file), epochs=2, starts=1, stride=2)
    assert made.settings["k"] == 9
    assert "40 images of" in made.settings["images"]
