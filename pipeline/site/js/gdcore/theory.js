// Closed forms on quadratics, as gdcore.theory.

import { fraction, positive } from "gdcore/checks";

/** The learning rate above which a method diverges, for its largest curvature. */
export function largest_stable_rate(curvature, method = "gradient descent", momentum = 0.9) {
  const gradient_descent = 2 / positive("curvature", curvature);
  const beta = fraction("momentum", momentum);
  const limits = {
    "gradient descent": gradient_descent,
    "momentum": gradient_descent * (1 + beta),
    "Nesterov momentum": (gradient_descent * (1 + beta)) / (1 + 2 * beta),
  };
  if (!(method in limits)) throw new RangeError(`There is no limit for ${method}.`);
  return limits[method];
}

/** The learning rate at which gradient descent contracts most between two curvatures. */
export function optimal_rate(mu, L) {
  return 2 / (positive("mu", mu) + positive("L", L));
}

/** The learning rate and momentum at which the heavy ball contracts most. */
export function optimal_momentum(mu, L) {
  const [low, high] = [Math.sqrt(positive("mu", mu)), Math.sqrt(positive("L", L))];
  return [4 / (high + low) ** 2, ((high - low) / (high + low)) ** 2];
}
