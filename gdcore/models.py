"""All models of the course: landscapes over the parameters of something that learns from data."""

from gdcore.linear_models import least_squares, logistic_regression, minibatch_covariance
from gdcore.model import MiniBatches, Model
from gdcore.multilayer import Layer, Network, network

__all__ = [
    "Layer",
    "MiniBatches",
    "Model",
    "Network",
    "least_squares",
    "logistic_regression",
    "minibatch_covariance",
    "network",
]
