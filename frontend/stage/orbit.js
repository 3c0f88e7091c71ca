// Where the camera is: round a point, at a distance. Zooming in keeps what is under the pointer where it is, so one gets
// down to the grain; zooming out leads back to the whole.

import { PerspectiveCamera, Raycaster, Vector2, Vector3 } from "three";

const LOWEST = -0.12; // radians above the ground
const HIGHEST = 1.45;
const FIELD = 26; // degrees
const FARTHEST = 1.35; // of the distance that shows the whole
const GRAIN_MM = 20; // the least width one can zoom to

export class Orbit {
  constructor() {
    this.camera = new PerspectiveCamera(FIELD, 1, 0.5, 2000);
    this.home = new Vector3();
    this.target = new Vector3();
    this.ray = new Raycaster();
    Object.assign(this, { azimuth: 0, elevation: 0.3, distance: 100, whole: 100, width: 1, height: 1 });
  }

  // Looks at a shape from its own side, all of it within the frame.
  frame(bounds, view) {
    this.bounds = bounds;
    this.view = view;
    Object.assign(this, { azimuth: view.azimuth, elevation: view.elevation });
    this.home.copy(bounds.center);
    this.target.copy(this.home);
    this.fit();
    this.distance = this.whole;
    this.place();
  }

  resize(width, height) {
    Object.assign(this, { width, height });
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    if (this.bounds) this.refit(this.bounds);
  }

  // The same view of a shape or a frame that has another size: as near as before, in shares of the whole.
  refit(bounds) {
    const zoom = this.distance / this.whole;
    this.bounds = bounds;
    this.home.copy(bounds.center);
    this.fit();
    this.distance = this.whole * zoom;
    this.place();
  }

  // The distance at which the shape, seen from its own side, fills its share of the frame and from no side is cut off.
  fit() {
    const { azimuth, elevation, fill } = this.view;
    const around = Array.from({ length: 8 }, (_, k) => this.needed(azimuth + (k * Math.PI) / 4, elevation, 0.93));
    this.whole = Math.max(this.needed(azimuth, elevation, fill), ...around);
  }

  needed(azimuth, elevation, fill) {
    const toward = direction(azimuth, elevation);
    const right = new Vector3(Math.cos(azimuth), 0, -Math.sin(azimuth));
    const up = new Vector3().crossVectors(toward, right);
    const high = Math.tan((FIELD * Math.PI) / 360) * fill;
    const wide = high * this.camera.aspect;
    const distances = this.bounds.hull.map((point) => {
      const offset = point.clone().sub(this.home);
      return offset.dot(toward) + Math.max(Math.abs(offset.dot(right)) / wide, Math.abs(offset.dot(up)) / high);
    });
    return Math.max(...distances);
  }

  turn(dx, dy) {
    this.azimuth -= dx;
    this.elevation = Math.min(HIGHEST, Math.max(LOWEST, this.elevation + dy));
    this.place();
  }

  // A factor above 1 comes nearer. `at` is the pointer in -1..1; says whether anything moved.
  zoom(factor, at, meshes) {
    const before = this.distance;
    const wanted = Math.min(this.whole * FARTHEST, before / factor);
    if (factor > 1) this.approach(factor, at, meshes);
    else this.retreat(wanted);
    this.place();
    return Math.abs(this.distance - before) > 1e-6;
  }

  approach(factor, at, meshes) {
    const hit = this.hit(at, meshes);
    if (!hit) {
      this.distance = Math.max(this.whole * 0.55, this.distance / factor);
      return;
    }
    const least = Math.min(GRAIN_MM, this.bounds.radius * 0.5) / (2 * Math.tan((FIELD * Math.PI) / 360));
    const shrink = Math.min(1, Math.max(1 / factor, least / hit.distance));
    this.target.sub(hit.point).multiplyScalar(shrink).add(hit.point);
    this.distance *= shrink;
  }

  retreat(wanted) {
    const left = this.whole - this.distance;
    const keep = left > 1e-6 ? Math.max(0, (this.whole - wanted) / left) : 0;
    this.target.sub(this.home).multiplyScalar(Math.min(1, keep)).add(this.home);
    this.distance = wanted;
  }

  hit([x, y], meshes) {
    this.ray.setFromCamera(new Vector2(x, y), this.camera);
    return this.ray.intersectObjects(meshes, false)[0];
  }

  reset() {
    this.frame(this.bounds, this.view);
  }

  place() {
    this.camera.position.copy(this.target).addScaledVector(direction(this.azimuth, this.elevation), this.distance);
    this.camera.lookAt(this.target);
    this.camera.near = Math.max(0.5, this.distance * 0.04);
    this.camera.far = this.distance + this.bounds.radius * 5;
    this.camera.updateProjectionMatrix();
    this.camera.updateMatrixWorld();
  }
}

const direction = (azimuth, elevation) =>
  new Vector3(Math.sin(azimuth) * Math.cos(elevation), Math.sin(elevation), Math.cos(azimuth) * Math.cos(elevation));
