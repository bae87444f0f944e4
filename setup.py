"""The packages are found, not listed: a new subject is a new folder, and nothing else."""

from pathlib import Path

from setuptools import find_packages, setup

PUBLIC = "steepest.verify.public"  # what this folder holds is the package `steepest` itself


def packages() -> list[str]:
    """Every folder with code below the three that are mapped to `steepest.*`."""
    here = Path(__file__).parent
    found = [
        f"steepest.{name}"
        for folder in ("verify", "proofs", "kernels")
        for name in (folder, *(f"{folder}.{inner}" for inner in find_packages(str(here / folder))))
    ]
    return ["steepest", *(name for name in found if name != PUBLIC)]


if __name__ == "__main__":
    setup(packages=[*packages(), "steepest.verify.example_files"])
