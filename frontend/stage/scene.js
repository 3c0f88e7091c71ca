// A look on a shape: meshes by role, lit and standing on its shadow.

import { Box3, Color, Group, Mesh, Scene, Sphere, Vector3 } from "three";

import { castOn, ground } from "./ground.js";
import { aim, lamp } from "./light.js";
import { materialsOf, polish } from "./materials.js";
import { Nap } from "./nap.js";
import { shapeOf } from "./shapes/index.js";
import { stitchMesh } from "./stitches.js";
import { paintTones } from "./tones.js";

const ROOM_LIGHT = 0.95;
const DIMMED = { pearl: 0.74 }; // in full light a white pearl is a white disc
const SHADOWED = new Set(["main", "block", "stand", "fitting", "paper"]); // what is too small casts none

export class Stage {
  constructor(environment, retired) {
    this.retired = retired;
    this.scene = new Scene();
    this.scene.environment = environment;
    this.things = new Group();
    this.light = lamp();
    this.ground = ground();
    this.scene.add(this.things, this.light, this.light.target, this.ground);
  }

  show(record, maps, shape) {
    this.clear();
    Object.assign(this, { record, maps });
    const model = shapeOf(shape, record);
    this.view = model.view;
    this.materials = materialsOf(record, maps, { tone: shape.split("-")[1], stones: model.stones });
    for (const [role, geometry] of model.merged()) this.things.add(this.mesh(role, geometry));
    if (model.stitches.length && record.stitch) this.things.add(stitchMesh(model.stitches, this.materials.thread));
    this.bounds = boundsOf(this.things);
    this.solid = this.things.children.filter((one) => !one.isInstancedMesh);
    castOn(this.ground, this.solid.map((one) => one.geometry), this.bounds);
    aim(this.light, this.bounds, record);
    this.scene.environmentIntensity = ROOM_LIGHT * record.environment * (DIMMED[record.family] ?? 1);
    this.main = this.solid.find((one) => one.name === "main");
    this.nap = record.nap ? new Nap(this.main, record.nap.angle) : null;
  }

  mesh(role, geometry) {
    if (role === "main") paintTones(geometry, this.record.macro);
    const mesh = new Mesh(geometry, this.materials[role]);
    mesh.name = role;
    mesh.castShadow = SHADOWED.has(role);
    mesh.receiveShadow = role !== "stand"; // light grazes it: the edge of a shadow would be ragged
    return mesh;
  }

  colour(values) {
    this.materials.main.color.copy(new Color().setRGB(...values));
  }

  // A clear stone has no maps, so that nothing could be multiplied.
  gloss(values) {
    if (this.materials.main.roughnessMap) polish(this.materials.main, values, this.record, this.maps);
  }

  clear() {
    for (const mesh of [...this.things.children]) {
      mesh.geometry.dispose();
      if (mesh.isInstancedMesh) mesh.dispose();
      this.things.remove(mesh);
    }
    this.retired.push(...Object.values(this.materials ?? {}));
  }

  dispose() {
    this.clear();
    this.light.dispose();
    this.ground.material.map?.dispose();
    this.ground.material.dispose();
    this.ground.geometry.dispose();
  }
}

function boundsOf(group) {
  const box = new Box3().setFromObject(group);
  const { center, radius } = box.getBoundingSphere(new Sphere());
  return { box, center, radius, hull: hullOf(group, box) };
}

// A few hundred of the outermost points, to frame the shape by.
function hullOf(group, box) {
  const best = new Map();
  const point = new Vector3();
  const center = box.getCenter(new Vector3());
  for (const { geometry, isInstancedMesh } of group.children) {
    if (isInstancedMesh) continue;
    const { position } = geometry.attributes;
    for (let k = 0; k < position.count; k++) {
      point.fromBufferAttribute(position, k).sub(center);
      const far = point.length();
      const [x, y, z] = [point.x, point.y, point.z].map((value) => Math.round((4 * value) / far) + 4);
      const key = (x * 9 + y) * 9 + z; // of its direction
      if (far > (best.get(key)?.far ?? 0)) best.set(key, { far, point: point.clone().add(center) });
    }
  }
  return [...best.values()].map((one) => one.point);
}
