/** States and species between arrays of the page and textures of the GPU. */

import type { Region, Snapshot, World } from "../types";
import { around, type Box, isEmpty } from "./box";
import type { Device, Surface } from "./device";
import type { Shape } from "./weights";

/** [height, width, channels] from the layers of a state; waits for the GPU. */
export function readState(device: Device, surface: Surface, shape: Shape): Float32Array {
  const { gl, world } = device;
  const cells = world.height * world.width;
  const { channels, layers } = shape;
  const state = new Float32Array(cells * channels);
  const four = new Float32Array(4 * cells);
  gl.bindFramebuffer(gl.FRAMEBUFFER, surface.target);
  for (let layer = 0; layer < layers; layer++) {
    gl.readBuffer(gl.COLOR_ATTACHMENT0 + layer);
    gl.readPixels(0, 0, world.width, world.height, gl.RGBA, gl.FLOAT, four);
    const lanes = Math.min(4, channels - 4 * layer);
    for (let cell = 0; cell < cells; cell++) {
      for (let lane = 0; lane < lanes; lane++) state[cell * channels + 4 * layer + lane] = four[4 * cell + lane];
    }
  }
  gl.readBuffer(gl.COLOR_ATTACHMENT0);
  return state;
}

export function writeState(device: Device, surface: Surface, shape: Shape, state: Float32Array): void {
  const { gl, world } = device;
  const cells = world.height * world.width;
  const { channels, layers } = shape;
  const four = new Float32Array(4 * cells);
  const kind = gl.TEXTURE_2D_ARRAY;
  gl.activeTexture(gl.TEXTURE0);
  gl.bindTexture(kind, surface.texture);
  for (let layer = 0; layer < layers; layer++) {
    const lanes = Math.min(4, channels - 4 * layer);
    four.fill(0);
    for (let cell = 0; cell < cells; cell++) {
      for (let lane = 0; lane < lanes; lane++) four[4 * cell + lane] = state[cell * channels + 4 * layer + lane];
    }
    gl.texSubImage3D(kind, 0, 0, 0, layer, world.width, world.height, 1, gl.RGBA, gl.FLOAT, four);
  }
}

/** Four bytes per cell of a box: species, life, 0, 255; waits for the GPU. */
export function readBytes(device: Device, surface: Surface, box: Box): Uint8Array {
  const { gl } = device;
  const [columns, rows] = [box.right - box.left, box.bottom - box.top];
  const bytes = new Uint8Array(4 * columns * rows);
  gl.bindFramebuffer(gl.FRAMEBUFFER, surface.target);
  gl.readPixels(box.left, box.top, columns, rows, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
  return bytes;
}

export function writeSpecies(device: Device, surface: Surface, species: Uint8Array): void {
  const { gl, world } = device;
  const bytes = new Uint8Array(4 * species.length);
  for (let cell = 0; cell < species.length; cell++) bytes[4 * cell] = species[cell];
  gl.activeTexture(gl.TEXTURE0);
  gl.bindTexture(gl.TEXTURE_2D, surface.texture);
  gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, world.width, world.height, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
}

/** The region's cells to its texture; returns the box around them, what lies outside is not uploaded. */
export function uploadRegion(device: Device, texture: WebGLTexture, region: Region): Box {
  const { gl, world } = device;
  const { width, height } = world;
  const box = around(width, height, (column, row) => region[row * width + column] !== 0);
  if (isEmpty(box)) return box;
  gl.activeTexture(gl.TEXTURE0);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.pixelStorei(gl.UNPACK_ROW_LENGTH, width);
  const from = region.subarray(box.top * width + box.left);
  const [columns, rows] = [box.right - box.left, box.bottom - box.top];
  gl.texSubImage2D(gl.TEXTURE_2D, 0, box.left, box.top, columns, rows, gl.RED, gl.UNSIGNED_BYTE, from);
  gl.pixelStorei(gl.UNPACK_ROW_LENGTH, 0);
  return box;
}

/** The smallest box outside of which all channels are 0. */
export function occupied(snapshot: Snapshot, world: World): Box {
  const { state, channels } = snapshot;
  return around(world.width, world.height, (column, row) => {
    const from = (row * world.width + column) * channels;
    for (let at = from; at < from + channels; at++) if (state[at] !== 0) return true;
    return false;
  });
}
