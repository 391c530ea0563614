/**
 * A shape around the origin, about 40 pixels wide: how far a point lies outside of its outline, in pixels, negative
 * within. Exact near the outline, which is where it is looked at.
 */
export type Shape = (x: number, y: number) => number;

/** Math.hypot guards against overflow, and takes ten times as long. */
const length = (x: number, y: number): number => Math.sqrt(x * x + y * y);

const box = (x: number, y: number, halfWidth: number, halfHeight: number): number => {
  const [dx, dy] = [Math.abs(x) - halfWidth, Math.abs(y) - halfHeight];
  return length(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0);
};

const circle: Shape = (x, y) => length(x, y) - 20;
const ring: Shape = (x, y) => Math.abs(length(x, y) - 15) - 6;
const square: Shape = (x, y) => box(x, y, 14, 14) - 4;
const diamond: Shape = (x, y) => (Math.abs(x) + Math.abs(y) - 23) * Math.SQRT1_2;
const cross: Shape = (x, y) => Math.min(box(x, y, 20, 7), box(x, y, 7, 20)) - 1;
const triangle: Shape = (x, y) => Math.max(y - 14, Math.abs(x) * 0.866 - y * 0.5 - 11);
const crescent: Shape = (x, y) => Math.max(length(x, y) - 20, 15 - length(x - 10, y));
const flower: Shape = (x, y) => length(x, y) - 16 - 4.5 * Math.cos(5 * Math.atan2(y, x) + Math.PI / 2);

export const shapes: readonly Shape[] = [circle, ring, square, diamond, cross, triangle, crescent, flower];
