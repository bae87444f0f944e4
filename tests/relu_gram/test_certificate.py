"""The certificate of a linear rate: certified starts keep it along real runs, and the independent
checker sees through changed data.
"""

from fractions import Fraction

import numpy as np
import pytest
from steepest.kernels.relu_gram.gram import plain
from steepest.proofs.checker import recheck
from steepest.proofs.relu_gram.certificate_first_moment import instance
from steepest.proofs.relu_gram.certificate_instance import NoCertificate, certify, check

START = instance(4096)
DATA = (START.X, START.y, START.W, START.a)


def test_descent_obeys_its_certificate():
    found = certify(*DATA, eta="1/2")
    assert recheck(found.to_json()).ok
    X, y, W, a = (np.array(part, dtype=float) for part in DATA)
    seen = plain(X @ X.T, y, W @ X.T, a, 0.5, 80)
    factor = float(found.rate) ** (2 * np.arange(81))
    assert np.all(seen.loss <= factor * seen.loss[0] * (1 + 1e-9) + 1e-28)
    near = np.array(START.loose(found.tau))
    assert not np.any(((seen.Z >= 0) != (W @ X.T >= 0)) & ~near)  # tight entries never flip
    assert np.any((seen.Z >= 0) != (W @ X.T >= 0))


def test_flow_certificate():
    found = certify(*DATA)
    assert 0 < found.rate < Fraction(1, 2)
    assert recheck(found.to_json()).ok


@pytest.mark.parametrize(
    ("eta", "change"),
    [
        (None, {"rate": "2/5"}),
        (None, {"tau": "1/2"}),
        (None, {"tau": "1000"}),
        (None, {"least": "9/20", "rate": "9/20"}),
        ("1/2", {"rate": "1/2"}),
        ("1/2", {"norm": "1"}),
        ("1/2", {"eta": "10"}),
        ("1/2", {"signs": ["2"] * 4096}),
        ("1/2", {"labels": ["100", "0", "0"]}),
    ],
)
def test_the_checker_refuses_changed_data(eta, change):
    assert not recheck(certify(*DATA, eta=eta).to_json() | change).ok


def test_our_own_check_refuses_too():
    from dataclasses import replace

    found = certify(*DATA)
    with pytest.raises(NoCertificate, match="least tau"):
        check(replace(found, tau=Fraction(1, 2)))


def test_narrow_networks_are_not_certified():
    small = instance(64)
    with pytest.raises(NoCertificate, match="widen the network"):
        certify(small.X, small.y, small.W, small.a)


def test_data_is_checked():
    with pytest.raises(NoCertificate, match="one sign, 1 or -1"):
        certify(START.X, START.y, START.W, START.a[:-1])
    with pytest.raises(NoCertificate, match="positive step"):
        certify(*DATA, eta=0)
