// The shapes a material can be shown on; catalog/looks/shapes.py chooses among them.

import { backpack } from "./backpack.js";
import { bangle } from "./bangle.js";
import { belt } from "./belt.js";
import { briefcase } from "./briefcase.js";
import { card } from "./card.js";
import { chain } from "./chain.js";
import { clutch } from "./clutch.js";
import { crossbody } from "./crossbody.js";
import { drape } from "./drape.js";
import { drop } from "./drop.js";
import { duffle } from "./duffle.js";
import { gloves } from "./gloves.js";
import { hobo } from "./hobo.js";
import { hoop } from "./hoop.js";
import { keyring } from "./keyring.js";
import { pearls } from "./pearls.js";
import { pendant } from "./pendant.js";
import { ring } from "./ring.js";
import { strap } from "./strap.js";
import { stud } from "./stud.js";
import { tote } from "./tote.js";
import { wallet } from "./wallet.js";
import { wrap } from "./wrap.js";

export const SHAPES = { backpack, bangle, belt, briefcase, card, chain, clutch, crossbody, drape, drop, duffle, gloves, hobo, hoop, keyring, pearls, pendant, ring, strap, stud, tote, wallet, wrap };

const SOFTEST_MM = 8; // ISO 17235: a glove leather
const MEDIUM = { thickness_mm: 1.4, softness_mm: 3.5 }; // for what is no leather

// A name may end with the tone of the metal that something is set in: "stud-rose".
export function shapeOf(called, record) {
  const [name] = called.split("-");
  if (!SHAPES[name]) throw new Error(`There is no shape ${called}.`);
  const { thickness_mm: thickness, softness_mm } = record.sheet ?? MEDIUM;
  const softness = Math.min(1, Math.max(0, softness_mm / SOFTEST_MM));
  const diameter = record.pearl?.diameter_mm ?? 7.5;
  const { family } = record;
  const set = { gem: family === "gem", cut: record.gem?.cut, pearl: family === "pearl" ? diameter / 2 : 0, enamel: family === "enamel" };
  return SHAPES[name]({ thickness, softness, tile: record.tile_mm, diameter, ...set });
}
