"""The sources, by key; a subject may bring its own as `PAPERS` in its `__init__`."""

PAPERS = {
    "du-hu-lee-2018": (
        "Simon S. Du, Wei Hu, Jason D. Lee. Algorithmic Regularization in Learning Deep "
        "Homogeneous Models: "
        "Layers are Automatically Balanced. NeurIPS 2018."
    ),
    "du-thesis": "Simon S. Du. Gradient Descent for Non-convex Problems in Modern Machine "
    "Learning. PhD "
    "thesis, Carnegie Mellon University, 2019.",
    "du-lee-li-wang-zhai-2019": (
        "Simon S. Du, Jason D. Lee, Haochuan Li, Liwei Wang, Xiyu Zhai. Gradient Descent "
        "Finds Global Minima of Deep Neural Networks. ICML 2019."
    ),
    "du-jin-lee-jordan-poczos-singh-2017": (
        "Simon S. Du, Chi Jin, Jason D. Lee, Michael I. Jordan, Barnabas Poczos, Aarti Singh. "
        "Gradient Descent Can Take Exponential Time to Escape Saddle Points. NeurIPS 2017."
    ),
    "du-lee-tian-poczos-singh-2018": (
        "Simon S. Du, Jason D. Lee, Yuandong Tian, Barnabas Poczos, Aarti Singh. Gradient "
        "Descent Learns One-hidden-layer CNN: "
        "Don't be Afraid of Spurious Local Minima. ICML 2018."
    ),
    "du-lee-tian-2018": "Simon S. Du, Jason D. Lee, Yuandong Tian. When is a Convolutional "
    "Filter Easy to Learn? "
    "ICLR 2018.",
    "marcotte-2023": "Sibylle Marcotte, Remi Gribonval, Gabriel Peyre. Abide by the Law and Follow "
    "the Flow: Conservation Laws for Gradient Flows. NeurIPS 2023.",
    "marcotte-2024": "Sibylle Marcotte, Remi Gribonval, Gabriel Peyre. Keep the Momentum: "
    "Conservation Laws beyond Euclidean Gradient Flows. ICML 2024.",
    "marcotte-2025": "Sibylle Marcotte, Remi Gribonval, Gabriel Peyre. Transformative or "
    "Conservative? Conservation laws for ResNets and Transformers. ICML 2025.",
    "modern-2026": "Conservation Laws for Modern Neural Architectures. arXiv:2606.17816, 2026.",
}
