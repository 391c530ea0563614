import { createCipheriv, createDecipheriv } from "node:crypto";
import { VaultOpenError } from "./vault.ts";

/** Bytes of content in each frame but the last, which has fewer. */
export const frameContentBytes = 65_536;
const tagBytes = 16;
/** Bytes of a whole frame as stored. */
export const frameBytes = frameContentBytes + tagBytes;

/**
 * Seals a content frame by frame, each with AES-256-GCM under `key`, which must never be used for anything else. A
 * frame's nonce is its number and whether it is the last, so frames cannot be dropped, repeated or moved unnoticed
 * (the STREAM construction: Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption and its Nonce-Reuse
 * Misuse-Resistance"). The last frame is always shorter than the others, if need be empty.
 */
export async function* sealFrames(content: AsyncIterable<Uint8Array>, key: Buffer): AsyncGenerator<Buffer> {
  let number = 0;
  for await (const piece of regroup(content, frameContentBytes)) {
    yield sealFrame(piece, key, number++, piece.length < frameContentBytes);
  }
}

/**
 * Opens the frames with numbers from `firstNumber` to before `endNumber`, or to the last one. Hands out nothing that was
 * not checked. Throws {@link VaultOpenError} on a frame that was changed, and when the frames stop too soon.
 */
export async function* openFrames(
  stored: AsyncIterable<Uint8Array>,
  key: Buffer,
  firstNumber: number,
  endNumber: number,
): AsyncGenerator<Buffer> {
  let number = firstNumber;
  for await (const piece of regroup(stored, frameBytes)) {
    const isLast = piece.length < frameBytes;
    if (piece.length === 0 && number >= endNumber) return;
    yield openFrame(piece, key, number++, isLast);
  }
}

/**
 * The same bytes in pieces of `pieceBytes`, and a shorter one, perhaps empty, at the end. A piece is good until the next
 * is asked for. Each byte is copied once, however small the chunks come: a client chooses them.
 */
async function* regroup(chunks: AsyncIterable<Uint8Array>, pieceBytes: number): AsyncGenerator<Buffer> {
  const piece = Buffer.allocUnsafe(pieceBytes);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let taken = 0; taken < chunk.length; ) {
      const bytes = Math.min(chunk.length - taken, pieceBytes - filled);
      piece.set(chunk.subarray(taken, taken + bytes), filled);
      taken += bytes;
      filled += bytes;
      if (filled < pieceBytes) continue;
      yield piece;
      filled = 0;
    }
  }
  yield piece.subarray(0, filled);
}

function sealFrame(content: Uint8Array, key: Buffer, number: number, isLast: boolean): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, nonceOf(number, isLast), { authTagLength: tagBytes });
  return Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

function openFrame(stored: Buffer, key: Buffer, number: number, isLast: boolean): Buffer {
  if (stored.length < tagBytes) throw new VaultOpenError("A sealed blob has lost its end");
  const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(number, isLast), { authTagLength: tagBytes });
  decipher.setAuthTag(stored.subarray(-tagBytes));
  const content = decipher.update(stored.subarray(0, -tagBytes));
  try {
    decipher.final();
  } catch {
    throw new VaultOpenError("A sealed blob was changed");
  }
  return content;
}

/** Twelve bytes: zeros, the frame's number in six, and one that is 1 for the last frame. */
function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(number, 5, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}
