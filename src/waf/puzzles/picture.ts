import { assertThat } from "../../base/assert.ts";
import { encodeIndexed, encodeRgba, type Rgb } from "./png.ts";
import { type Shape, shapes } from "./shapes.ts";

/** Measures in pixels. The piece starts at the left edge, so no gap lies under it there. */
export const PICTURE_WIDTH_PX = 320;
export const PICTURE_HEIGHT_PX = 160;
export const PIECE_PX = 56;
const GAP_LEFT_MIN_PX = 68;
const GAP_LEFT_MAX_PX = PICTURE_WIDTH_PX - PIECE_PX;
const GAP_TOP_MAX_PX = PICTURE_HEIGHT_PX - PIECE_PX;
/** Fewest pixels between the left edges of the gap and of the one that the piece does not fit. */
const GAPS_APART_PX = 64;
const WAVES = 3;
const DISCS = 4;
/** What is drawn from a secret, two bytes each, fits 64 bytes. */
const SECRET_BYTES = 64;

/** A picture with a gap, and the piece that fits it. */
export interface Picture {
  readonly backgroundPng: Buffer;
  readonly piecePng: Buffer;
  /** Where the piece is, from the top. */
  readonly pieceTopPx: number;
}

/** Numbers drawn from a secret: the same secret always gives the same picture. */
class Draws {
  readonly #secret: Uint8Array;
  #used = 0;

  constructor(secret: Uint8Array) {
    assertThat(secret.length === SECRET_BYTES, "A picture's secret has 64 bytes");
    this.#secret = secret;
  }

  /** A number from 0 up to 1, without 1. It takes two bytes. */
  next(): number {
    assertThat(this.#used < SECRET_BYTES, "A picture draws more than its secret holds");
    const value = (this.#secret[this.#used]! * 256 + this.#secret[this.#used + 1]!) / 65_536;
    this.#used += 2;
    return value;
  }

  /** A whole number of a range, both ends included. */
  within(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }
}

/** Where the gap is that a picture's piece fits, from the left, in pixels. The first that is drawn from the secret. */
export const gapLeftPx = (secret: Uint8Array): number =>
  new Draws(secret).within(GAP_LEFT_MIN_PX, GAP_LEFT_MAX_PX);

/** @param secret 64 bytes. Who knows them knows where the gap is. */
export function drawPicture(secret: Uint8Array): Picture {
  const draws = new Draws(secret);
  const left = draws.within(GAP_LEFT_MIN_PX, GAP_LEFT_MAX_PX);
  const top = draws.within(0, GAP_TOP_MAX_PX);
  const decoyLeft = drawDecoyLeft(draws, left);
  const kind = draws.within(0, shapes.length - 1);
  const shape = shapes[kind]!;
  const decoy = shapes[(kind + draws.within(1, shapes.length - 1)) % shapes.length]!;
  const palette = drawPalette(draws);
  const ground = drawGround(draws);
  const piecePng = encodeRgba(cutPiece(ground, palette, shape, left, top), PIECE_PX);
  digGap(ground, decoy, decoyLeft, top);
  digGap(ground, shape, left, top);
  return {
    backgroundPng: encodeIndexed(ground, PICTURE_WIDTH_PX, palette),
    piecePng,
    pieceTopPx: top,
  };
}

/** Anywhere in the gap's range that is not too near to it. */
function drawDecoyLeft(draws: Draws, left: number): number {
  const places: number[] = [];
  for (let at = GAP_LEFT_MIN_PX; at <= GAP_LEFT_MAX_PX; at++) {
    if (Math.abs(at - left) >= GAPS_APART_PX) places.push(at);
  }
  return places[draws.within(0, places.length - 1)]!;
}

/** 256 colors from dark to light, the hue turning by a sixth on the way. */
function drawPalette(draws: Draws): readonly Rgb[] {
  const hue = draws.next();
  return Array.from({ length: 256 }, (_, index) => {
    const lightness = index / 255;
    return hslToRgb(hue + lightness / 6, 0.55, 0.06 + 0.9 * lightness);
  });
}

/** Soft waves under some discs, as places in the palette. */
function drawGround(draws: Draws): Uint8Array {
  const shades = new Float32Array(PICTURE_WIDTH_PX * PICTURE_HEIGHT_PX).fill(150);
  for (let wave = 0; wave < WAVES; wave++) addWave(shades, draws);
  for (let disc = 0; disc < DISCS; disc++) addDisc(shades, draws);
  return Uint8Array.from(shades);
}

function addWave(shades: Float32Array, draws: Draws): void {
  const angle = draws.next() * Math.PI;
  const perPx = 0.01 + draws.next() * 0.025;
  const start = draws.next() * 2 * Math.PI;
  const [cosX, sinX] = [Math.cos(Math.cos(angle) * perPx), Math.sin(Math.cos(angle) * perPx)];
  for (let y = 0, at = 0; y < PICTURE_HEIGHT_PX; y++) {
    const phase = start + y * Math.sin(angle) * perPx;
    // Turned on by one pixel at a time: a sine for each would take most of the drawing's time.
    let [sin, cos] = [Math.sin(phase), Math.cos(phase)];
    for (let x = 0; x < PICTURE_WIDTH_PX; x++, at++) {
      shades[at]! += 17 * sin;
      const next = sin * cosX + cos * sinX;
      cos = cos * cosX - sin * sinX;
      sin = next;
    }
  }
}

function addDisc(shades: Float32Array, draws: Draws): void {
  const [centerX, centerY] = [draws.next() * PICTURE_WIDTH_PX, draws.next() * PICTURE_HEIGHT_PX];
  const radius = 14 + draws.next() * 44;
  const shade = draws.next() < 0.5 ? -16 : 16;
  const top = Math.max(0, Math.floor(centerY - radius));
  const bottom = Math.min(PICTURE_HEIGHT_PX - 1, Math.ceil(centerY + radius));
  for (let y = top; y <= bottom; y++) {
    const halfWidth = Math.sqrt(Math.max(0, radius ** 2 - (y - centerY) ** 2));
    const left = Math.max(0, Math.floor(centerX - halfWidth));
    const right = Math.min(PICTURE_WIDTH_PX - 1, Math.ceil(centerX + halfWidth));
    for (let x = left; x <= right; x++) {
      shades[y * PICTURE_WIDTH_PX + x]! +=
        shade * coverage(Math.sqrt((x - centerX) ** 2 + (y - centerY) ** 2) - radius);
    }
  }
}

/** How much of a pixel lies within an outline, from its distance to it. */
const coverage = (distancePx: number): number => Math.min(1, Math.max(0, 0.5 - distancePx));

/** How much of a pixel lies on an outline of two pixels. */
const onOutline = (distancePx: number): number => coverage(Math.abs(distancePx) - 0.8);

const distance = (shape: Shape, x: number, y: number): number =>
  shape(x + 0.5 - PIECE_PX / 2, y + 0.5 - PIECE_PX / 2);

function digGap(ground: Uint8Array, shape: Shape, left: number, top: number): void {
  for (let y = 0; y < PIECE_PX; y++) {
    for (let x = 0; x < PIECE_PX; x++) {
      const at = (top + y) * PICTURE_WIDTH_PX + left + x;
      const outside = distance(shape, x, y);
      const dug = ground[at]! * (1 - 0.62 * coverage(outside));
      ground[at] = dug + (235 - dug) * 0.75 * onOutline(outside);
    }
  }
}

/** The piece with a light outline and a soft shadow, on a transparent ground. */
function cutPiece(
  ground: Uint8Array,
  palette: readonly Rgb[],
  shape: Shape,
  left: number,
  top: number,
): Uint8Array {
  const piece = new Uint8Array(4 * PIECE_PX * PIECE_PX);
  for (let y = 0, at = 0; y < PIECE_PX; y++) {
    for (let x = 0; x < PIECE_PX; x++, at += 4) {
      const outside = distance(shape, x, y);
      const color = palette[ground[(top + y) * PICTURE_WIDTH_PX + left + x]!]!;
      const [inside, outline] = [coverage(outside), onOutline(outside)];
      const opacity = Math.max(inside, outline);
      const shadow = 0.4 * Math.max(0, 1 - Math.max(0, outside) / 5);
      for (let channel = 0; channel < 3; channel++) {
        piece[at + channel] = opacity * (color[channel]! + (255 - color[channel]!) * outline);
      }
      piece[at + 3] = 255 * Math.max(opacity, shadow);
    }
  }
  return piece;
}

/** Each of hue, saturation and lightness from 0 to 1; red, green and blue from 0 to 255. Source: CSS Color 4. */
function hslToRgb(hue: number, saturation: number, lightness: number): Rgb {
  const amplitude = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number): number => {
    const k = (offset + hue * 12) % 12;
    return Math.round(255 * (lightness - amplitude * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}
