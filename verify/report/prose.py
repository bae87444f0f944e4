"""Plain-text mathematics, as docstrings write it, set with Greek letters, subscripts and
superscripts.
"""

from __future__ import annotations

import html
import re
from typing import Any

GREEK = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ε",
    "eps": "ε",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "kappa": "κ",
    "lambda_": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "pi": "π",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "phi": "φ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
    "Gamma": "Γ",
    "Delta": "Δ",
    "Theta": "Θ",
    "Lambda": "Λ",
    "Xi": "Ξ",
    "Pi": "Π",
    "Sigma": "Σ",
    "Phi": "Φ",
    "Psi": "Ψ",
    "Omega": "Ω",
}
GREEK["lambda"] = GREEK.pop("lambda_")
SIGNS = {
    "&lt;=&gt;": "⇔",
    "&lt;=": "≤",
    "&gt;=": "≥",
    "=&gt;": "⇒",
    "-&gt;": "→",
    "!=": "≠",
    "...": "…",
}

_GREEK = re.compile(rf"(?<![A-Za-z])({'|'.join(sorted(GREEK, key=len, reverse=True))})(?![A-Za-z])")
_SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True)))
_SUB = re.compile(r"(?<=[A-Za-z0-9\)\]\|α-ωΑ-Ω])_(?:\{([^{}]*)\}|([A-Za-zα-ω]+|\d+))")
_SUP = re.compile(
    r"(?<=[A-Za-z0-9\)\]\|\}α-ωΑ-Ω*>])\^(?:\{([^{}]*)\}|\(([^()]*)\)|(-?\d+(?:/"
    r"\d+)?|[A-Za-zα-ω]\b))"
)
_SIZE = re.compile(r"\b([a-zA-Z]\d?) x ([a-zA-Z]\d?)\b")
_INDEX = re.compile(r"\b([dcn])(\d)\b")


def prose(text: str) -> Any:
    """The text as markup; everything that is not mathematics stays as it is."""
    from markupsafe import Markup

    out = html.escape(text, quote=False)
    out = _SIGN.sub(lambda match: SIGNS[match[0]], out)
    out = re.sub(r"&lt;([^&<>]{1,40}, ?[^&<>]{1,40})&gt;", r"⟨\1⟩", out)
    out = re.sub(r"(?<=[\w)\]}|]) - (?=[\w(\[|])", " − ", out)
    out = _GREEK.sub(lambda match: GREEK[match[1]], out)
    out = _SIZE.sub(r"\1 × \2", out)
    out = _INDEX.sub(r"\1<sub>\2</sub>", out)
    out = _SUB.sub(lambda match: f"<sub>{match[1] or match[2]}</sub>", out)
    out = _SUP.sub(lambda match: f"<sup>{match[1] or match[2] or match[3]}</sup>", out)
    out = re.sub(r"\bsqrt(?=\()", "√", out)
    out = re.sub(r"\bsqrt (?=\w)", "√", out)
    return Markup(out.replace("<sup>T</sup>", "<sup>⊤</sup>"))
