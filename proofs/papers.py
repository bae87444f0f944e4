"""The sources, by key."""

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
}
