// The one canvas and its context. Browsers keep about eight contexts in a page, so each view borrows this one.

import { NeutralToneMapping, PCFShadowMap, WebGLRenderer } from "three";

import { loadEnvironment } from "./environment.js";
import { failure } from "./failure.js";

// Under which the front of an upright thing, seen from the front, has about the colour of its record.
const EXPOSURE = 1.18;

let shared = null;
let count = 0;

export const canvases = () => count;

export function renderer() {
  return (shared ??= start());
}

function start() {
  const canvas = document.createElement("canvas");
  const drawing = drawingOn(canvas);
  count += 1;
  drawing.toneMapping = NeutralToneMapping;
  drawing.toneMappingExposure = EXPOSURE;
  drawing.shadowMap.enabled = true;
  drawing.shadowMap.type = PCFShadowMap;
  drawing.shadowMap.autoUpdate = false; // nothing moves but the camera
  drawing.info.autoReset = false; // or the pass for the shadows would not count
  const one = { canvas, drawing, anisotropy: Math.min(8, drawing.capabilities.getMaxAnisotropy()), onLost: null, retired: [], environments: new Map() };
  canvas.addEventListener("webglcontextlost", (event) => {
    event.preventDefault();
    forget(one);
  });
  return one;
}

function drawingOn(canvas) {
  try {
    return new WebGLRenderer({ canvas, antialias: true, alpha: true, powerPreference: "low-power" });
  } catch (error) {
    throw failure("no_webgl", error);
  }
}

// A lost context does not come back in a useful state: the next view makes a canvas of its own.
function forget(one) {
  if (shared !== one) return;
  shared = null;
  count -= 1;
  one.onLost?.(failure("context_lost", new Error("The browser took the 3D view away.")));
  one.canvas.remove();
  one.drawing.dispose();
}

// Materials go after the next picture was drawn: what it has in common with the last needs no compiling again.
export function letGo(one) {
  for (const material of one.retired.splice(0)) material.dispose();
}

export function environment(one, url) {
  if (!one.environments.has(url)) {
    const loading = loadEnvironment(url);
    loading.catch(() => one.environments.delete(url));
    one.environments.set(url, loading);
  }
  return one.environments.get(url);
}
