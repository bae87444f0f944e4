"""The trials that come with steepest, by name. Importing this module registers them."""

from __future__ import annotations
