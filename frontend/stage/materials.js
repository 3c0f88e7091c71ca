// The materials of a scene: the look itself as `main`, and what goes with it: flesh side, painted edge, thread, fittings.

import { Color, MeshPhysicalMaterial } from "three";

import { brighten } from "./brilliance.js";

const COATED = 0.9; // from here a clear coat fills the grain; below it follows the grain
const PLINTH = [0.43, 0.4, 0.365];
const TONES = { gold: [0.92, 0.71, 0.36], rose: [0.93, 0.6, 0.44], silver: [0.67, 0.64, 0.6], dark: [0.13, 0.13, 0.135] }; // of fittings and settings

const colour = (values) => new Color().setRGB(...values);
const plain = (values, extra) => new MeshPhysicalMaterial({ color: colour(values), roughness: 0.7, ...extra });

export function materialsOf(record, maps, { tone = record.fitting, stones = [] } = {}) {
  return {
    main: stones.length ? clear(record, stones) : main(record, maps),
    flesh: plain(blend(record.colour, [0.52, 0.4, 0.27], 0.5), { roughness: 0.95, sheen: 0.5, sheenRoughness: 0.6, sheenColor: colour([0.6, 0.5, 0.38]) }),
    lining: plain([0.42, 0.33, 0.24], { roughness: 0.85 }),
    edge: plain(record.edge ?? record.colour.map((value) => value * 0.4), { roughness: 0.42, clearcoat: 0.3, clearcoatRoughness: 0.4 }),
    thread: plain(record.stitch ?? record.colour, { roughness: 0.75, sheen: 0.4, sheenRoughness: 0.5, sheenColor: colour([1, 0.95, 0.85]), vertexColors: true }),
    fitting: plain(TONES[tone] ?? TONES.gold, { metalness: 1, roughness: 0.17 }),
    hole: plain([0.015, 0.013, 0.012]),
    block: plain(PLINTH, { roughness: 0.9 }),
    stand: plain(PLINTH, { roughness: 0.9 }),
    paper: plain([0.68, 0.63, 0.55], { roughness: 0.6 }),
  };
}

const blend = (a, b, t) => a.map((value, k) => Math.min(1, value) * (1 - t) + b[k] * t);

function main(record, maps) {
  const material = new MeshPhysicalMaterial({
    color: colour(record.colour),
    map: maps.tone,
    normalMap: maps.normal,
    roughnessMap: maps.orm,
    aoMap: maps.orm,
    roughness: 1,
    metalness: record.metalness,
    specularIntensity: record.specular,
    ior: record.ior,
    vertexColors: true,
  });
  material.normalScale.setScalar(record.normal_scale);
  sheen(material, record.sheen);
  clearcoat(material, record, maps);
  anisotropy(material, record.anisotropy);
  iridescence(material, record.iridescence);
  return material;
}

// A stone that light passes has no grain; what it shows of itself is inside.
function clear(record, stones) {
  const material = new MeshPhysicalMaterial({ color: colour(record.colour), roughness: 0.02, ior: record.ior });
  brighten(material, stones);
  return material;
}

function sheen(material, values) {
  if (!values) return;
  Object.assign(material, { sheen: values.factor, sheenRoughness: values.roughness, sheenColor: colour(values.colour) });
}

function clearcoat(material, { clearcoat: values, normal_scale: scale }, maps) {
  material.clearcoat = values?.factor ?? 0;
  if (!values) return;
  material.clearcoatRoughness = values.roughness;
  material.clearcoatNormalMap = values.factor < COATED ? maps.normal : null;
  material.clearcoatNormalScale.setScalar(scale * 0.6);
}

// Another gloss on the same maps: their roughness times a factor, and another clear coat.
export function polish(material, { roughness, clearcoat: values }, record, maps) {
  material.roughness = roughness;
  clearcoat(material, { ...record, clearcoat: values }, maps);
  material.needsUpdate = true;
}

function anisotropy(material, values) {
  if (values) Object.assign(material, { anisotropy: values.strength, anisotropyRotation: values.rotation });
}

function iridescence(material, values) {
  if (!values) return;
  const { factor, ior, thickness_nm: range } = values;
  Object.assign(material, { iridescence: factor, iridescenceIOR: ior, iridescenceThicknessRange: range });
}
