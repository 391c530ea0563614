import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PICTURE_HEIGHT_PX } from "../../waf/puzzles/picture.ts";
import type { IssuedPuzzle } from "../../waf/puzzles/puzzle-desk.ts";
import { captchaContent, challengeContent, pageEnd, pageMiddle, pageStart } from "./markup.ts";

/** The request header in which the page sends the solution. */
export const SOLUTION_HEADER = "x-aws-waf-solution";

/** A page and the headers it needs, names and values in turn. */
export interface InterstitialPage {
  readonly headers: readonly string[];
  readonly body: Buffer;
}

const asset = (name: string): string => readFileSync(join(import.meta.dirname, name), "utf8");
const style = asset("page.css");
/** The modules in one script: what one imports, another has defined before. */
const script = [asset("search.js"), asset("solver.js"), asset("page.js")]
  .map((module) => module.replace(/^import .*\n+/gm, "").replace(/^export /gm, ""))
  .join("");

const start = Buffer.from(pageStart(style));
const end = Buffer.from(pageEnd(script));

const sourceHash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Nothing but the page's own style and script, its pictures, its workers, and the way back to where it came from. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src ${sourceHash(script)}`,
  `style-src ${sourceHash(style)}`,
  "img-src data:",
  "connect-src 'self'",
  "worker-src blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

const headers = [
  ...["Content-Type", "text/html; charset=utf-8"],
  ...["Content-Security-Policy", contentSecurityPolicy],
  ...["X-Content-Type-Options", "nosniff"],
  ...["Referrer-Policy", "same-origin"],
];

/** The page at which a client solves a puzzle. It refers to nothing outside itself. */
export function interstitialPage(issued: IssuedPuzzle, requestId: string): InterstitialPage {
  const { action, puzzle, work, withoutPicture, picture } = issued;
  const data = attributes({
    action,
    puzzle,
    "solution-header": SOLUTION_HEADER,
    rounds: work.rounds,
    "zero-bits": work.zeroBits,
    "long-zero-bits": withoutPicture?.zeroBits,
    "piece-top": picture && (100 * picture.pieceTopPx) / PICTURE_HEIGHT_PX,
  });
  const pictures = picture && {
    groundAddress: pngAddress(picture.backgroundPng),
    pieceAddress: pngAddress(picture.piecePng),
  };
  const content = action === "CHALLENGE" ? challengeContent : captchaContent(pictures);
  const middle = pageMiddle({ content, data, reference: escapeHtml(requestId) });
  return { headers, body: Buffer.concat([start, Buffer.from(middle), end]) };
}

const pngAddress = (png: Buffer): string => `data:image/png;base64,${png.toString("base64")}`;

const attributes = (values: Readonly<Record<string, string | number | undefined>>): string =>
  Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `data-${name}="${escapeHtml(String(value))}"`)
    .join(" ");

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);
