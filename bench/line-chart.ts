/** One line of a chart; its points go from left to right. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LineChart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xTicks: readonly number[];
  readonly series: readonly Series[];
}

const WIDTH = 880;
const HEIGHT = 460;
/** Room for the title and the labels; on the right for the legend. */
const PLOT = { left: 64, right: 640, top: 48, bottom: 400 };
const LEGEND_LINE = 22;

/** Tell one another apart, and from white and black, for most people who see colours differently too. */
const COLOURS = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#8c6bb1",
  "#7f8c1f",
  "#b5452c",
  "#3b8ea5",
  "#a0522d",
  "#5f9e6e",
  "#c0567c",
];
const DASHES = ["", "7 4", "2 3"];

/** Seen on white and on black. */
const INK = "#7a7a7a";

/** A line chart as SVG: linear axes from zero, a legend in the order of where the lines end. */
export function lineChart(chart: LineChart): string {
  const xMax = Math.max(...chart.xTicks);
  const yTicks = ticksTo(Math.max(...chart.series.flatMap(({ points }) => points.map(([, y]) => y))));
  const yMax = yTicks.at(-1)!;
  const x = (value: number): number => PLOT.left + (value / xMax) * (PLOT.right - PLOT.left);
  const y = (value: number): number => PLOT.bottom - (value / yMax) * (PLOT.bottom - PLOT.top);
  const ranked = chart.series.toSorted((a, b) => b.points.at(-1)![1] - a.points.at(-1)![1]);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="13" fill="${INK}" role="img" aria-label="${escapeMarkup(chart.title)}">`,
    text(PLOT.left, 24, chart.title, 'font-size="15" font-weight="600"'),
    ...yTicks.map((tick) => line(PLOT.left, y(tick), PLOT.right, y(tick), 'stroke-opacity="0.3"')),
    ...yTicks.map((tick) => text(PLOT.left - 8, y(tick) + 4, String(tick), 'text-anchor="end"')),
    ...chart.xTicks.map((tick) => line(x(tick), PLOT.bottom, x(tick), PLOT.bottom + 5)),
    ...chart.xTicks.map((tick) => text(x(tick), PLOT.bottom + 20, String(tick), 'text-anchor="middle"')),
    line(PLOT.left, PLOT.bottom, PLOT.right, PLOT.bottom),
    line(PLOT.left, PLOT.top, PLOT.left, PLOT.bottom),
    text((PLOT.left + PLOT.right) / 2, PLOT.bottom + 44, chart.xLabel, 'text-anchor="middle"'),
    text(0, 0, chart.yLabel, `text-anchor="middle" transform="translate(20 ${HEIGHT / 2}) rotate(-90)"`),
    ...ranked.flatMap((series, index) => drawSeries(series, index, x, y)),
    "</svg>",
  ].join("\n")}\n`;
}

function drawSeries(
  { name, points }: Series,
  index: number,
  x: (value: number) => number,
  y: (value: number) => number,
): readonly string[] {
  const colour = COLOURS[index % COLOURS.length]!;
  const dash = DASHES[index % DASHES.length]!;
  const stroke = `stroke="${colour}" stroke-width="2"${dash === "" ? "" : ` stroke-dasharray="${dash}"`}`;
  const path = points.map(([px, py]) => `${round(x(px))},${round(y(py))}`).join(" ");
  const legendY = PLOT.top + 8 + index * LEGEND_LINE;
  return [
    `<polyline points="${path}" fill="none" stroke-linejoin="round" ${stroke}/>`,
    `<line x1="${PLOT.right + 24}" y1="${legendY}" x2="${PLOT.right + 54}" y2="${legendY}" ${stroke}/>`,
    text(PLOT.right + 62, legendY + 4, name),
  ];
}

/** About five round steps from zero to `max` or a little past it. */
function ticksTo(max: number): readonly number[] {
  const rough = max / 5;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((size) => size >= rough)!;
  const count = Math.ceil(max / step);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(6)));
}

const round = (value: number): number => Math.round(value * 10) / 10;

const line = (x1: number, y1: number, x2: number, y2: number, more = ""): string =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${INK}" ${more}/>`;

const text = (x: number, y: number, content: string, more = ""): string =>
  `<text x="${round(x)}" y="${round(y)}" ${more}>${escapeMarkup(content)}</text>`;

const escapeMarkup = (content: string): string =>
  content.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
