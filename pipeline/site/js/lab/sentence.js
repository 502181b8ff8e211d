// How a descent ended, said with its own numbers.

import { length, minus, Outcome } from "gdcore/outcome";
import { place, shown } from "lab/numbers";

const NEAR = 0.01;

export function sentence({ points, values, outcome, stop }, landscape, noisy = false) {
  const [last, before] = [points.at(-1), points.at(-2)];
  const steps = points.length - 1;
  switch (outcome) {
    case Outcome.CONVERGED: {
      const near = landscape.minima.find((minimum) => length(minus(last, minimum)) <= NEAR) ?? last;
      return `settles at ${place(near)}, within ${NEAR} of it ${since(points, near)}.`;
    }
    case Outcome.OSCILLATING:
      return last.length === 1 && is_pair(points)
        ? `bounces for ever between ${shown(before[0])} and ${shown(last[0])}.`
        : `swings to and fro around ${place(middle(points))} and gets no nearer.`;
    case Outcome.DIVERGED:
      return stop >= 0
        ? `flies off: its numbers are too large for a computer after ${count(stop)}.`
        : `flies off: after ${count(steps)} the loss is ${shown(values.at(-1), 2)}.`;
    case Outcome.STALLED:
      return landscape.saddles.some((saddle) => length(minus(last, saddle)) <= NEAR)
        ? `rests on the saddle, where the gradient vanishes: it never leaves.`
        : `has all but stopped at ${place(last)}, and this is no minimum.`;
    default:
      if (noisy) return `is at ${place(last)} after ${count(steps)}, and the noise keeps it moving.`;
      return `is still on its way after ${count(steps)}, at ${place(last)}.`;
  }
}

/** Say where many marbles ended: how many in which minimum. */
export function tally(runs, landscape) {
  const ends = new Map();
  for (const { points, outcome } of runs) {
    const k = landscape.minima.findIndex((minimum) => length(minus(points.at(-1), minimum)) <= NEAR);
    const where =
      k >= 0 ? `in ${place(landscape.minima[k])}` : outcome === Outcome.DIVERGED ? "flown off" : "elsewhere";
    ends.set(where, (ends.get(where) ?? 0) + 1);
  }
  const parts = [...ends].sort((a, b) => b[1] - a[1]).map(([where, many]) => `${many} ${where}`);
  return `${runs.length} marbles: ${parts.join(", ")}.`;
}

const count = (steps) => (steps === 1 ? "1 step" : `${steps} steps`);

function since(points, target) {
  const outside = points.findLastIndex((point) => length(minus(point, target)) > NEAR);
  return outside < 0 ? "from the start" : `from step ${outside + 1} on`;
}

function is_pair(points) {
  const [a, b, c] = points.slice(-3);
  return length(minus(a, c)) <= 1e-6 * length(minus(a, b));
}

function middle(points) {
  const tail = points.slice(-20);
  return tail[0].map((_, i) => tail.reduce((sum, point) => sum + point[i], 0) / tail.length);
}
