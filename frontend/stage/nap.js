// Stroking suede: the pile lies down with the hand. With the nap it looks lighter, against it darker.

const REACH = 6.5; // mm
const LIGHT = 0.24;
const DARK = 0.26;
const HOLD = 0.45; // how much of the way one pass goes

export class Nap {
  constructor(mesh, angle) {
    this.mesh = mesh;
    this.way = [Math.cos(angle), Math.sin(angle)];
    this.rest = mesh.geometry.attributes.color.array.slice();
  }

  // From one point that was hit to the next; says whether anything changed.
  stroke(from, to) {
    const move = [to.uv.x - from.uv.x, to.uv.y - from.uv.y];
    const length = Math.hypot(...move);
    if (length < 1e-4 || length > 60) return false;
    const along = (move[0] * this.way[0] + move[1] * this.way[1]) / length;
    this.lay(to.point, along >= 0 ? 1 + LIGHT * (0.35 + 0.65 * along) : 1 - DARK * (0.35 - 0.65 * along));
    return true;
  }

  lay(point, tone) {
    const { position, color } = this.mesh.geometry.attributes;
    const [colors, places] = [color.array, position.array];
    for (let k = 0; k < places.length; k += 3) {
      const apart = (places[k] - point.x) ** 2 + (places[k + 1] - point.y) ** 2 + (places[k + 2] - point.z) ** 2;
      if (apart > 4 * REACH ** 2) continue;
      const share = HOLD * Math.exp(-apart / (0.6 * REACH ** 2));
      for (let c = k; c < k + 3; c++) colors[c] += (this.rest[c] * tone - colors[c]) * share;
    }
    color.needsUpdate = true;
  }
}
