import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { drawPicture, gapLeftPx, PICTURE_HEIGHT_PX, PICTURE_WIDTH_PX, PIECE_PX } from "./picture.ts";

const secretOf = (name: number): Buffer => createHash("sha512").update(`picture ${name}`).digest();

/** The pixels of a PNG file whose rows all have the filter Sub. */
function decode(png: Buffer, pixelBytes: number, rowBytes: number): Uint8Array {
  const start = png.indexOf("IDAT") + 4;
  const data = inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)));
  const pixels: number[] = [];
  for (let row = 0; row * (rowBytes + 1) < data.length; row++) {
    for (let i = 0; i < rowBytes; i++) {
      const before = i < pixelBytes ? 0 : pixels[row * rowBytes + i - pixelBytes]!;
      pixels.push((data[row * (rowBytes + 1) + 1 + i]! + before) & 255);
    }
  }
  return Uint8Array.from(pixels);
}

/** How many pixels of each column are as dark as only holes are. */
function darkPixelsByColumn(ground: Uint8Array): number[] {
  return Array.from(
    { length: PICTURE_WIDTH_PX },
    (_, x) =>
      Array.from({ length: PICTURE_HEIGHT_PX }, (_, y) => ground[y * PICTURE_WIDTH_PX + x]!).filter(
        (shade) => shade < 80,
      ).length,
  );
}

test("the hole that the piece fits is where the secret says, and there is another one apart from it", () => {
  for (let name = 0; name < 16; name++) {
    const secret = secretOf(name);
    const { backgroundPng, piecePng, pieceTopPx } = drawPicture(secret);
    const dark = darkPixelsByColumn(decode(backgroundPng, 1, PICTURE_WIDTH_PX));
    const left = gapLeftPx(secret);
    const within = (x: number) => x >= left && x < left + PIECE_PX;
    const own = dark.filter((_, x) => within(x)).reduce((sum, count) => sum + count, 0);
    const others = dark.filter((_, x) => !within(x)).reduce((sum, count) => sum + count, 0);
    const piece = decode(piecePng, 4, 4 * PIECE_PX);
    const opaque = piece.filter((value, at) => at % 4 === 3 && value === 255).length;
    // The outline is drawn over the rim of the hole.
    assert.ok(own > opaque / 2 && own <= opaque, `${name}: ${own} of ${opaque}`);
    assert.ok(others > 200, `${name}: another hole of ${others}`);
    assert.ok(pieceTopPx >= 0 && pieceTopPx + PIECE_PX <= PICTURE_HEIGHT_PX);
    assert.ok(left > PIECE_PX && left + PIECE_PX <= PICTURE_WIDTH_PX, "not under the piece at the start");
  }
});

test("the same secret gives the same picture, another one another", () => {
  assert.deepEqual(drawPicture(secretOf(1)), drawPicture(secretOf(1)));
  assert.notDeepEqual(drawPicture(secretOf(1)).backgroundPng, drawPicture(secretOf(2)).backgroundPng);
});

test("holes are spread over the whole picture", () => {
  const lefts = Array.from({ length: 400 }, (_, name) => gapLeftPx(secretOf(name)));
  assert.ok(Math.min(...lefts) < 75 && Math.max(...lefts) > 257);
});
