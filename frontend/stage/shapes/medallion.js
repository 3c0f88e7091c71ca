// A dished disc within a round rim, standing on y. Enamel fills the dish, and the rim is of metal.

import { lathe } from "../geometry/lathe.js";

const RIM = 0.1; // of the radius

export function addMedallion(model, radius, { tile, enamel }, ...place) {
  const wire = RIM * radius;
  const rim = Array.from({ length: 15 }, (_, k) => {
    const angle = -Math.PI / 2 + (k / 14) * Math.PI * 1.3;
    return [radius - wire + wire * Math.cos(angle), wire + wire * Math.sin(angle)];
  });
  const hollow = Array.from({ length: 8 }, (_, k) => {
    const away = (radius - 2 * wire) * (1 - (k + 1) / 9);
    return [away, 0.62 + 0.7 * (away / radius) ** 2];
  });
  const back = [[0, 0], [radius * 0.5, 0], ...rim];
  if (!enamel) return model.add("main", lathe([...back, ...hollow, [0, 0.62]], { cells: 88, tile }), ...place);
  const edge = [radius - 1.6 * wire, hollow[0][1]];
  model.add("fitting", lathe([...back, [edge[0], 0.4], [0, 0.4]], { cells: 88 }), ...place);
  return model.add("main", lathe([[0, 0.3], [edge[0], 0.3], edge, ...hollow, [0, 0.62]], { cells: 88, tile }), ...place);
}
