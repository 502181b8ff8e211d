// Gradients that are only estimated, as gdcore.estimators: what an optimizer sees instead.

import { not_negative } from "gdcore/checks";

/** Return a function from the true gradient to the one that is seen, for any optimizer. */
export function GaussianNoise({ deviation }) {
  not_negative("deviation", deviation);
  return (gradient, rng) => gradient.map((slope) => slope + deviation * rng.standard_normal());
}
