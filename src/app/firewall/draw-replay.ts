import { cut, drawn, harmless, quoted } from "../printable.ts";
import type { ChangedRequest, ChangeKind, ReplayReport } from "./replay-report.ts";

const VALUE_WIDTH = 72;

const TITLES: Readonly<Record<ChangeKind, string>> = {
  "newly blocked": "Newly blocked",
  "newly let in": "Newly let in",
  "answered differently": "Stopped in another way",
  "cannot be told": "Cannot be told",
};

/** A replay's report as a person reads it: the totals, then for each rule what changes, with examples. */
export function drawReplay(report: ReplayReport): string {
  const { requests, unchanged, counts, malformed, warnings } = report;
  const untold = counts["cannot be told"];
  const changed = requests - unchanged - untold;
  return drawn([
    `web ACL ${report.webAcl}`,
    `compared with ${report.comparedWith}`,
    "",
    `${requests === 1 ? "1 request" : `${count(requests)} requests`}: ${changed + untold === 0 ? "nothing changes" : `${count(changed)} change, ${count(unchanged)} do not${untold === 0 ? "" : `, ${count(untold)} cannot be told`}`}`,
    ...Object.entries(counts)
      .filter(([kind, number]) => number > 0 && kind !== "cannot be told")
      .map(([kind, number]) => `  ${count(number).padStart(9)}  ${kind}`),
    ...Object.keys(TITLES).flatMap((kind) => drawKind(kind as ChangeKind, report)),
    ...drawMalformed(malformed),
    ...(warnings.length > 0 ? ["", ...warnings.map((warning) => `Note: ${warning}`)] : []),
  ]);
}

function drawKind(kind: ChangeKind, { changes }: ReplayReport): string[] {
  const fitting = changes.filter((change) => change.kind === kind);
  if (fitting.length === 0) return [];
  return [
    "",
    `${TITLES[kind]}:`,
    ...fitting.flatMap(({ rule, reason, count: number, examples }) => [
      `  ${harmless(rule)}: ${count(number)}${reason === undefined ? "" : `, for ${harmless(reason)}`}`,
      ...examples.flatMap(drawExample),
      ...(number > examples.length ? [`    and ${count(number - examples.length)} more`] : []),
    ]),
  ];
}

function drawExample({ id, method, uri, before, after, matched }: ChangedRequest): string[] {
  const lines = [
    `    ${harmless(method)} ${cut(harmless(uri), VALUE_WIDTH)}  ${before.action} → ${after.action}  (${harmless(id)})`,
  ];
  if (!matched) return lines;
  const { condition, location, field, fragments } = matched;
  const shown = fragments
    ? fragments.map((fragment) => cut(quoted(fragment), VALUE_WIDTH)).join(", ")
    : "not shown: it may hold a secret";
  const place = `${condition} in ${location}${field ? ` ${cut(harmless(field), 40)}` : ""}`;
  lines.push(`      ${place}${shown ? `: ${shown}` : ""}`);
  return lines;
}

function drawMalformed({ count: number, first }: ReplayReport["malformed"]): string[] {
  if (number === 0) return [];
  return [
    "",
    `${number === 1 ? "1 place holds" : `${count(number)} places hold`} no request that can be read:`,
    ...first.map(({ place, reason }) => `  ${harmless(place)}: ${harmless(reason)}`),
    ...(number > first.length ? [`  and ${count(number - first.length)} more`] : []),
  ];
}

/** `12345` → `12,345` */
const count = (number: number): string => number.toLocaleString("en-US");
