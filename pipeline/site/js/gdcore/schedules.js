// Learning-rate schedules, as gdcore.schedules: the learning rate as a function of the step, from 0.

import { fraction, not_negative, positive, whole } from "gdcore/checks";

export function Constant({ rate }) {
  positive("rate", rate);
  return () => rate;
}

export function StepDecay({ initial, factor, every }) {
  positive("initial", initial);
  positive("factor", factor);
  whole("every", every);
  return (step) => initial * factor ** Math.floor(step / every);
}

export function Exponential({ initial, factor }) {
  positive("initial", initial);
  positive("factor", factor);
  return (step) => initial * factor ** step;
}

export function Cosine({ initial, steps, final = 0 }) {
  positive("initial", initial);
  whole("steps", steps);
  not_negative("final", final);
  return (step) => {
    const done = Math.min(step / steps, 1);
    return final + ((initial - final) * (1 + Math.cos(Math.PI * done))) / 2;
  };
}

export function LinearWarmup({ peak, warmup, start_fraction = 0.1 }) {
  positive("peak", peak);
  whole("warmup", warmup);
  fraction("start_fraction", start_fraction);
  return (step) => {
    const done = Math.min(step / warmup, 1);
    return peak * (start_fraction + (1 - start_fraction) * done);
  };
}

export function WarmupCosine({ peak, warmup, steps, final = 0, start_fraction = 0.1 }) {
  const climb = LinearWarmup({ peak, warmup, start_fraction });
  whole("steps", steps, warmup + 1);
  const fall = Cosine({ initial: peak, steps: steps - warmup, final });
  return (step) => (step < warmup ? climb(step) : fall(step - warmup));
}
