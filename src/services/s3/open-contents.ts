import { Readable } from "node:stream";
import type { BlobStore, ByteRange } from "../../store/blob-store.ts";
import type { ContentPart } from "./state/object-record.ts";

/** A stream of an object's contents, or of a range of them, over however many parts. */
export async function openContents(
  blobs: BlobStore,
  parts: readonly ContentPart[],
  range?: ByteRange,
): Promise<Readable> {
  const pieces = piecesOf(parts, range);
  const [only] = pieces;
  if (pieces.length === 1) return blobs.read(only!.blobId, only!.range);
  return Readable.from(readEach(blobs, pieces), { objectMode: false });
}

interface Piece {
  readonly blobId: string;
  readonly range?: ByteRange;
}

async function* readEach(blobs: BlobStore, pieces: readonly Piece[]): AsyncGenerator<Buffer> {
  for (const { blobId, range } of pieces) yield* (await blobs.read(blobId, range)) as AsyncIterable<Buffer>;
}

/** The blobs that a range touches, each with the part of the range that is in it. */
function piecesOf(parts: readonly ContentPart[], range: ByteRange | undefined): readonly Piece[] {
  const filled = parts.filter(({ sizeBytes }) => sizeBytes > 0);
  if (!range) return filled.map(({ blobId }) => ({ blobId }));
  const pieces: Piece[] = [];
  let start = 0;
  for (const { blobId, sizeBytes } of filled) {
    const firstByte = Math.max(range.firstByte - start, 0);
    const lastByte = Math.min(range.lastByte - start, sizeBytes - 1);
    if (firstByte <= lastByte) pieces.push({ blobId, range: { firstByte, lastByte } });
    start += sizeBytes;
  }
  return pieces;
}
