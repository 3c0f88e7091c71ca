// One open view: what a page can do with it. Draws only when something changed.

import { Vector2 } from "three";

import { Controls } from "./controls.js";
import { disposeMaps, loadMaps, readLook } from "./look.js";
import { Orbit } from "./orbit.js";
import { canvases, environment, letGo } from "./renderer.js";
import { Stage } from "./scene.js";

const MOST_PIXELS = 1.75; // per CSS pixel

export class View {
  constructor(one, host, { shape, background, env, onClose }) {
    Object.assign(this, { one, host, shape, background, env, onClose, canvas: one.canvas, timings: {}, begun: performance.now() });
    this.orbit = new Orbit();
    this.open = true;
  }

  async load(look, base) {
    const loading = environment(this.one, this.env);
    this.look = await readLook(look, base);
    this.mark("look");
    [this.maps, this.light] = await Promise.all([loadMaps(this.look, this.one), loading]);
    this.mark("maps");
    if (this.open) return;
    disposeMaps(this.maps);
    throw this.error ?? new DOMException("Another view took its place.", "AbortError");
  }

  start({ interactive, label }) {
    this.stage = new Stage(this.light, this.one.retired);
    this.build();
    this.mark("shape");
    this.dress(label, interactive);
    this.watched = new ResizeObserver(() => this.resize());
    this.watched.observe(this.host);
    this.resize();
    this.orbit.frame(this.stage.bounds, this.stage.view);
    this.draw();
    this.mark("first_frame");
    if (interactive) this.controls = new Controls(this.canvas, this);
  }

  dress(label, interactive) {
    if (getComputedStyle(this.host).position === "static") this.host.style.position = "relative";
    Object.assign(this.canvas.style, { position: "absolute", inset: "0", width: "100%", height: "100%", touchAction: "pan-y", outlineOffset: "-3px" });
    this.canvas.tabIndex = interactive ? 0 : -1;
    this.canvas.setAttribute("role", interactive ? "application" : "img");
    this.canvas.setAttribute("aria-label", label ?? "3D view of the material. Arrow keys turn it, plus and minus zoom, Escape closes.");
    this.host.append(this.canvas);
  }

  build() {
    this.stage.show(this.look.record, this.maps, this.shape);
    this.one.drawing.shadowMap.needsUpdate = true;
    this.most = { triangles: 0, calls: 0 };
  }

  resize({ anew = false } = {}) {
    const { width, height } = this.host.getBoundingClientRect();
    const same = width === this.orbit.width && height === this.orbit.height;
    if (!width || !height || (same && !anew)) return;
    this.one.drawing.setPixelRatio(Math.min(devicePixelRatio || 1, MOST_PIXELS));
    this.one.drawing.setSize(Math.round(width), Math.round(height), false);
    this.orbit.resize(width, height);
    this.later();
  }

  rotate(dx, dy) {
    this.orbit.turn(dx, dy);
    this.later();
  }

  zoom(factor, at = [0, 0]) {
    const moved = this.orbit.zoom(factor, at, this.stage.solid);
    if (moved) this.later();
    return moved;
  }

  reset() {
    this.orbit.reset();
    this.later();
  }

  hasNap(at) {
    return Boolean(this.stage.nap && this.orbit.hit(at, [this.stage.main]));
  }

  // x and y are where the hand is, -1..1 from the lower left; dx and dy how it moved.
  stroke(x, y, dx, dy) {
    if (!this.stage.nap) return;
    const [from, to] = [[x - dx, y - dy], [x, y]].map((at) => this.orbit.hit(at, [this.stage.main]));
    if (from && to && this.stage.nap.stroke(from, to)) this.later();
  }

  // A colour and a gloss are drawn at once; a look loads its maps first; a shape is built anew. False where a newer look
  // was quicker.
  async set({ colour, gloss, look, base, shape }) {
    if (look && !(await this.change(look, base))) return false;
    if (!this.open) return false;
    const turned = shape && shape !== this.shape;
    this.shape = shape ?? this.shape;
    if (look || turned) this.build();
    if (turned) this.orbit.frame(this.stage.bounds, this.stage.view);
    else if (look) this.orbit.refit(this.stage.bounds);
    if (colour) this.stage.colour(colour);
    if (gloss) this.stage.gloss(gloss);
    this.later();
    return true;
  }

  async change(look, base) {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const next = await readLook(look, base);
    const maps = await loadMaps(next, this.one);
    if (!this.open || turn !== this.turn) {
      disposeMaps(maps);
      return false;
    }
    disposeMaps(this.maps);
    Object.assign(this, { look: next, maps });
    return true;
  }

  // The picture as it stands, in its own size.
  async poster({ type = "image/webp", quality = 0.86, width, height } = {}) {
    const { drawing } = this.one;
    const size = drawing.getDrawingBufferSize(new Vector2());
    const other = width && height && (size.x !== width || size.y !== height);
    if (other) {
      drawing.setPixelRatio(1);
      drawing.setSize(width, height, false);
      this.orbit.resize(width, height);
    }
    this.draw();
    const taken = new Promise((resolve, reject) => {
      this.canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The browser could not write the picture."))), type, quality);
    });
    if (other) this.resize({ anew: true });
    return taken;
  }

  stats() {
    return { ...this.most, canvases: canvases() };
  }

  later() {
    this.queued ??= requestAnimationFrame(() => this.draw());
  }

  draw() {
    cancelAnimationFrame(this.queued);
    this.queued = undefined;
    if (!this.open) return;
    const { drawing } = this.one;
    if (this.background) drawing.setClearColor(this.background, 1);
    else drawing.setClearColor(0x000000, 0);
    drawing.info.reset();
    drawing.render(this.stage.scene, this.orbit.camera);
    letGo(this.one);
    const { triangles, calls } = drawing.info.render;
    this.most = { triangles: Math.max(triangles, this.most.triangles), calls: Math.max(calls, this.most.calls) };
  }

  mark(name) {
    this.timings[name] = performance.now() - this.begun;
  }

  // Reasons: closed, escape, replaced, lost (with the error).
  close(reason = "closed", error = null) {
    if (!this.open) return;
    this.open = false;
    this.error = error;
    cancelAnimationFrame(this.queued);
    this.controls?.dispose();
    this.watched?.disconnect();
    this.canvas.remove();
    this.stage?.dispose();
    if (this.maps) disposeMaps(this.maps);
    this.onClose?.({ reason, error });
  }
}
