"""The arithmetic of evolution strategies in NumPy's float64, written from the articles: the judge of a generation."""

from __future__ import annotations

import numpy as np


def centred_ranks(costs: np.ndarray) -> np.ndarray:
    """Salimans et al. 2017, section 2.1: the lowest has -1/2, the highest 1/2; costs all differ."""
    ranks = np.array([np.sum(costs < cost) for cost in costs])
    return ranks / (len(costs) - 1) - 0.5


def gradient(mean: np.ndarray, population: np.ndarray, costs: np.ndarray, sigma: float) -> np.ndarray:
    """Salimans et al. 2017, algorithm 1: of the expected shaped cost, by a sum over the members."""
    total = np.zeros_like(mean)
    for member, shaped in zip(population, centred_ranks(costs), strict=True):
        total += shaped * (member - mean) / sigma
    return total / (len(population) * sigma)


def adam(gradients: list[np.ndarray], rate: float) -> np.ndarray:
    """The step after so many gradients (Kingma and Ba 2015, algorithm 1)."""
    first, second = np.zeros_like(gradients[0]), np.zeros_like(gradients[0])
    for each in gradients:
        first, second = 0.9 * first + 0.1 * each, 0.999 * second + 0.001 * each**2
    count = len(gradients)
    return -rate * first / (1 - 0.9**count) / (np.sqrt(second / (1 - 0.999**count)) + 1e-8)


def snes(
    mean: np.ndarray, spread: np.ndarray, population: np.ndarray, costs: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Wierstra et al. 2014, algorithm 6 and table 1: mean and standard deviations after a generation."""
    count, size = population.shape
    raw = np.maximum(0, np.log(count / 2 + 1) - np.log(np.arange(1, count + 1)))
    utilities = raw / raw.sum() - 1 / count
    normal = (population[np.argsort(costs)] - mean) / spread
    rate = (3 + np.log(size)) / (5 * np.sqrt(size))
    slope = utilities @ (normal**2 - 1)
    return mean + spread * (utilities @ normal), spread * np.exp(rate / 2 * slope)


class SepCma:
    """Hansen 2016, figure 6 and table 1, with variances alone as in Ros and Hansen 2008, and without the negative
    weights: mean, step size and variances from generation to generation."""

    def __init__(self, mean: np.ndarray, sigma: float) -> None:
        self.mean, self.sigma, self.generation = mean, sigma, 0
        self.variance, self.of_sigma, self.of_variance = np.ones_like(mean), np.zeros_like(mean), np.zeros_like(mean)

    def tell(self, population: np.ndarray, costs: np.ndarray) -> None:
        count, size = population.shape
        raw = np.log((count + 1) / 2) - np.log(np.arange(1, count // 2 + 1))
        weights = raw / raw.sum()
        effective = 1 / np.sum(weights**2)
        better = (population[np.argsort(costs)[: count // 2]] - self.mean) / self.sigma
        step = weights @ better
        self.mean = self.mean + self.sigma * step
        self.generation += 1

        speed = (effective + 2) / (size + effective + 5)
        damping = 1 + 2 * max(0, np.sqrt((effective - 1) / (size + 1)) - 1) + speed
        expected = np.sqrt(size) * (1 - 1 / (4 * size) + 1 / (21 * size**2))
        kick = np.sqrt(speed * (2 - speed) * effective) * step / np.sqrt(self.variance)
        self.of_sigma = (1 - speed) * self.of_sigma + kick
        length = np.linalg.norm(self.of_sigma)

        slow = (4 + effective / size) / (size + 4 + 2 * effective / size)
        going = length / np.sqrt(1 - (1 - speed) ** (2 * (self.generation + 1))) < (1.4 + 2 / (size + 1)) * expected
        self.of_variance = (1 - slow) * self.of_variance + going * np.sqrt(slow * (2 - slow) * effective) * step
        one = 2 / ((size + 1.3) ** 2 + effective)
        several = min(1 - one, 2 * (effective - 2 + 1 / effective) / ((size + 2) ** 2 + effective))
        stalled = (1 - going) * slow * (2 - slow)
        kept = 1 + one * stalled - one - several
        self.variance = kept * self.variance + one * self.of_variance**2 + several * weights @ better**2
        self.sigma = self.sigma * np.exp(speed / damping * (length / expected - 1))
