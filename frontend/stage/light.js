// One lamp above the left shoulder for the relief of the grain, with soft shadows of the parts on each other.
// The rest of the light is the environment; the shadow on the ground is in ground.js.

import { DirectionalLight, Vector3 } from "three";

export const FROM = new Vector3(-0.42, 0.78, 0.52).normalize();

export function lamp() {
  const light = new DirectionalLight(0xffffff, 1);
  light.castShadow = true;
  light.shadow.mapSize.set(2048, 2048);
  light.shadow.radius = 3;
  light.shadow.bias = -0.0006;
  return light;
}

// The lamp is for the relief of leather and cloth. Metal, pearl and enamel mirror the studio; it would only burn them out.
export function aim(light, { center, radius }, record) {
  light.intensity = record.sheet && record.metalness < 0.5 ? 1.3 : 0.4;
  light.position.copy(center).addScaledVector(FROM, radius * 3);
  light.target.position.copy(center);
  light.target.updateMatrixWorld();
  const far = radius * 1.06;
  Object.assign(light.shadow.camera, { left: -far, right: far, top: far, bottom: -far, near: radius, far: radius * 5 });
  light.shadow.camera.updateProjectionMatrix();
  light.shadow.normalBias = radius * 0.006;
}
