// Run an optimizer on a landscape and record where it goes, as gdcore.descend with one start.

import { finite_array, whole } from "gdcore/checks";
import { classify, TAIL } from "gdcore/outcome";

const NEVER = -1;

/**
 * Follow an optimizer from one start.
 *
 * Returns points, values and rates of all steps, the outcome, and where it stopped, -1 if nowhere.
 * A path whose numbers overflow is held at its last finite point.
 */
export function descend(
  landscape,
  optimizer,
  start,
  steps,
  { rng = null, until = null, estimator = null } = {},
) {
  whole("steps", steps);
  finite_array("start", start);
  let state = optimizer.init(start);
  let now = look(landscape, start, state);
  if (!is_finite(now)) {
    throw new RangeError(`start must lie where ${landscape.name} is finite, got ${start}.`);
  }
  const kept = [now];
  let [stop, overflowed, stopped] = [NEVER, false, Boolean(until?.(start))];
  if (stopped) stop = 0;
  for (let step = 0; step < steps; step++) {
    if (!stopped && !overflowed) {
      const ahead = optimizer.ahead(now.point, state.memory, optimizer.rate(step));
      const slope = ahead === now.point ? now.gradient : landscape.gradient(ahead);
      const seen = optimizer.observe(estimator ? estimator(slope, rng) : slope, rng);
      const [point, after] = optimizer.step(now.point, seen, state);
      const reached = look(landscape, point, after);
      overflowed = !is_finite(reached);
      if (overflowed) {
        stop = step;
      } else {
        now = reached;
        stopped = Boolean(until?.(now.point));
        if (stopped) stop = step + 1;
      }
      state = { step: after.step, memory: now.memory };
    }
    kept.push(now);
  }
  const points = kept.map((snapshot) => snapshot.point);
  const values = kept.map((snapshot) => snapshot.value);
  const end = { start_value: values[0], overflowed, stopped };
  return {
    points,
    values,
    rates: Array.from({ length: steps }, (_, step) => optimizer.rate(step)),
    outcome: classify(landscape, points.slice(-TAIL - 1), values.slice(-TAIL - 1), end),
    stop,
  };
}

function look(landscape, point, state) {
  return {
    point,
    value: landscape.value(point),
    gradient: landscape.gradient(point),
    memory: state.memory,
  };
}

function is_finite({ point, value, gradient, memory }) {
  const arrays = [point, gradient, ...Object.values(memory)];
  return Number.isFinite(value) && arrays.every((array) => array.every(Number.isFinite));
}
