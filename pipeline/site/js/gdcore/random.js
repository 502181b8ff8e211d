// A seeded source of standard normal numbers: the same seed gives the same noise in every browser.
//
// It is not NumPy's, so that a noisy path here is not the film's; without noise the two are one.

/** Return a generator: sfc32 (Doty-Humphrey, PractRand) through the transform of Box and Muller. */
export function generator(seed) {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, seed >>> 0];
  const uniform = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t | 0;
    return ((t >>> 0) + 0.5) / 4294967296;
  };
  for (let n = 0; n < 15; n++) uniform();
  return {
    uniform,
    standard_normal: () =>
      Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}
