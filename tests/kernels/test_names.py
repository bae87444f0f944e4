"""The names that `steepest.kernels` offers."""

from __future__ import annotations

import pytest
from steepest import kernels


def test_every_name_is_found_where_it_is_said_to_be():
    assert sorted(kernels._HOME) == kernels.__all__
    for name in kernels.__all__:
        assert getattr(kernels, name).__name__ == name


def test_another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'walk'"):
        kernels.walk  # noqa: B018
