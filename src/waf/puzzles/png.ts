import { crc32, deflateSync } from "node:zlib";

/** The signature of a PNG file. Source: PNG specification (W3C), section 5.2. */
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Each byte as its difference to the pixel before: what changes slowly becomes small numbers. */
const FILTER_SUB = 1;
/** Little is gained beyond, and pictures are drawn while a client waits. */
const DEFLATE_LEVEL = 3;

export type Rgb = readonly [red: number, green: number, blue: number];

/** A picture whose pixels are places in a palette, row by row, as a PNG file. */
export function encodeIndexed(pixels: Uint8Array, widthPx: number, palette: readonly Rgb[]): Buffer {
  const colors = Buffer.from(palette.flat());
  return file(widthPx, pixels.length / widthPx, 3, [chunk("PLTE", colors)], filterRows(pixels, widthPx, 1));
}

/** A picture of red, green, blue and opacity, four bytes a pixel, row by row, as a PNG file. */
export function encodeRgba(pixels: Uint8Array, widthPx: number): Buffer {
  const heightPx = pixels.length / (4 * widthPx);
  return file(widthPx, heightPx, 6, [], filterRows(pixels, 4 * widthPx, 4));
}

function file(widthPx: number, heightPx: number, colorType: 3 | 6, extra: Buffer[], rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  // Eight bits a sample; the standard's only compression and filter method; not interlaced.
  header.set([8, colorType, 0, 0, 0], 8);
  const data = chunk("IDAT", deflateSync(rows, { level: DEFLATE_LEVEL }));
  return Buffer.concat([SIGNATURE, chunk("IHDR", header), ...extra, data, chunk("IEND", Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const out = Buffer.alloc(data.length + 12);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, "latin1");
  out.set(data, 8);
  out.writeUInt32BE(crc32(out.subarray(4, -4)), out.length - 4);
  return out;
}

function filterRows(pixels: Uint8Array, rowBytes: number, pixelBytes: number): Buffer {
  const rowCount = pixels.length / rowBytes;
  const out = Buffer.alloc(pixels.length + rowCount);
  for (let row = 0; row < rowCount; row++) {
    const start = row * rowBytes;
    let at = start + row;
    out[at++] = FILTER_SUB;
    for (let i = 0; i < rowBytes; i++) {
      const before = i < pixelBytes ? 0 : pixels[start + i - pixelBytes]!;
      out[at++] = pixels[start + i]! - before;
    }
  }
  return out;
}
