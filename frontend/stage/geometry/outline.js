// Square cells onto a rectangle with round corners: panels of wallets and card holders.

export function roundedPanel(u, v, { width, height, radius }) {
  const [x, y] = [(u - 0.5) * width, (v - 0.5) * height];
  const [innerX, innerY] = [width / 2 - radius, height / 2 - radius];
  const [a, b] = [(Math.abs(x) - innerX) / radius, (Math.abs(y) - innerY) / radius];
  if (a <= 0 || b <= 0) return [x, y];
  // The elliptical grid mapping of a square onto a disc, for one quarter.
  return [
    Math.sign(x) * (innerX + radius * a * Math.sqrt(1 - (b * b) / 2)),
    Math.sign(y) * (innerY + radius * b * Math.sqrt(1 - (a * a) / 2)),
  ];
}

export const smooth = (from, to, x) => {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
};

export const mix = (a, b, t) => a + (b - a) * t;
