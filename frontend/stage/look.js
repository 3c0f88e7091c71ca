// Reads a look.json (or takes the object) and loads its three maps. Nothing is derived here.

import { RepeatWrapping, SRGBColorSpace, TextureLoader } from "three";

import { failing, failure } from "./failure.js";

const SCHEMA = "woorec-look/1";

export const readLook = (look, base) => read(look, base).catch(failing("look_missing"));

async function read(look, base) {
  const record = typeof look === "string" ? await fetched(look) : look;
  if (record.schema !== SCHEMA) throw new Error(`This page can show ${SCHEMA}, not ${record.schema}.`);
  const from = base ?? (typeof look === "string" ? look : location.href);
  const absolute = new URL(from, location.href);
  return { record, maps: Object.fromEntries(Object.entries(record.maps).map(([name, url]) => [name, new URL(url, absolute).href])) };
}

async function fetched(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`The look of the material is missing (${answer.status}).`);
  return answer.json();
}

export async function loadMaps({ record, maps }, { anisotropy }) {
  const loader = new TextureLoader();
  const names = ["normal", "orm", "tone"];
  const textures = await Promise.all(names.map((name) => loader.loadAsync(maps[name]))).catch(missing);
  for (const texture of textures) {
    texture.wrapS = texture.wrapT = RepeatWrapping;
    texture.repeat.setScalar(1 / record.tile_mm);
    texture.anisotropy = anisotropy;
  }
  const [normal, orm, tone] = textures;
  tone.colorSpace = SRGBColorSpace;
  return { normal, orm, tone };
}

// What an image throws is an event that says nothing.
function missing() {
  throw failure("maps_missing", new Error("A map of the material is missing."));
}

export const disposeMaps = (maps) => Object.values(maps).forEach((texture) => texture.dispose());
