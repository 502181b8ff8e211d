// Numbers as one reads them: a true minus, four digits that count, powers of ten where they are tiny.

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const NEGLIGIBLE = 1e-9;

export const raised = (power) => [...String(power)].map((digit) => RAISED[digit]).join("");

export function shown(number, digits = 4) {
  if (!Number.isFinite(number)) return "not finite";
  if (Math.abs(number) < NEGLIGIBLE) return "0";
  const size = Math.abs(number);
  if (size >= 1e6 || size < 1e-4) {
    const [mantissa, power] = number.toExponential(1).split("e");
    return `${mantissa.replace("-", "−")} × 10${raised(Number(power))}`;
  }
  return String(Number(number.toPrecision(digits))).replace("-", "−");
}

export const place = (point) =>
  point.length === 1 ? `x = ${shown(point[0])}` : `(${point.map((a) => shown(a, 3)).join(", ")})`;

/** Round numbers between two ends, about `most` of them, ascending. */
export function ticks(low, high, most) {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((size) => size >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}
