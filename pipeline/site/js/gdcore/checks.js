// What gdcore.checks refuses is refused here, in the same words.

export function positive(name, value) {
  if (!(Number.isFinite(value) && value > 0)) {
    throw new RangeError(`${name} must be greater than 0, got ${value}.`);
  }
  return value;
}

export function not_negative(name, value) {
  if (!(Number.isFinite(value) && value >= 0)) {
    throw new RangeError(`${name} must be at least 0, got ${value}.`);
  }
  return value;
}

export function fraction(name, value) {
  if (!(value >= 0 && value < 1)) {
    throw new RangeError(`${name} must be at least 0 and below 1, got ${value}.`);
  }
  return value;
}

export function whole(name, value, least = 1) {
  if (!(Number.isInteger(value) && value >= least)) {
    throw new RangeError(`${name} must be a whole number of at least ${least}, got ${value}.`);
  }
  return value;
}

export function finite_array(name, values) {
  if (!Array.isArray(values) || !values.every(Number.isFinite)) {
    throw new RangeError(`${name} must be finite numbers, got ${values}.`);
  }
  return values;
}
