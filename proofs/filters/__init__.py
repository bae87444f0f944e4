"""Learning one convolutional filter by (stochastic) gradient descent under general input laws."""
