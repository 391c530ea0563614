import type { Typed } from "./terminal-session.ts";

const CHARACTER_PX = 8;
const LINE_PX = 19;
const MARGIN_PX = 20;

/** A terminal of its own, so that it looks the same on a light and on a dark page. */
const GROUND = "#18202c";
const INK = "#dbe2ec";
const PROMPT = "#8fd19e";
/** Lines that begin so, after spaces, in a colour of their own. */
const COLOURS: readonly (readonly [start: string, colour: string])[] = [
  ["✗", "#ff9b8a"],
  ["BLOCK", "#ff9b8a"],
  ["✓", PROMPT],
];

const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** A session in a terminal as an SVG, each line a text that can be selected. */
export function drawTerminal(title: string, session: readonly Typed[]): string {
  const lines = session.flatMap(({ command, output }, index) => [
    ...(index > 0 ? [{ text: "", colour: INK }] : []),
    ...`$ ${command}`.split("\n").map((text) => ({ text, colour: PROMPT })),
    ...output
      .trimEnd()
      .split("\n")
      .map((text) => ({ text, colour: colourOf(text) })),
  ]);
  const columns = Math.max(...lines.map(({ text }) => text.length));
  const width = Math.ceil(columns * CHARACTER_PX) + 2 * MARGIN_PX;
  const height = lines.length * LINE_PX + 2 * MARGIN_PX;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(title)}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" xml:space="preserve">`,
    "<style>text { white-space: pre }</style>",
    `<rect width="${width}" height="${height}" rx="10" fill="${GROUND}"/>`,
    ...lines.map(({ text, colour }, index) => {
      const y = MARGIN_PX + (index + 0.7) * LINE_PX;
      return `<text x="${MARGIN_PX}" y="${y.toFixed(1)}" fill="${colour}">${escapeXml(text)}</text>`;
    }),
    "</svg>",
    "",
  ].join("\n");
}

const colourOf = (line: string): string =>
  COLOURS.find(([start]) => line.trimStart().startsWith(start))?.[1] ?? INK;
