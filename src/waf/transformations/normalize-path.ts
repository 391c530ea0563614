/**
 * NORMALIZE_PATH: removes multiple slashes, self-references, and back-references that are not at the beginning.
 * `/a/./b//../c` gives `/a/c`, `../a` stays, `/../a` gives `/a`.
 */
export function normalizePath(path: string): string {
  const absolute = path.startsWith("/");
  const kept: string[] = [];
  const segments = path.split("/");
  for (const segment of segments) {
    if (segment === "" || segment === ".") continue;
    const goesUp = segment === "..";
    if (goesUp && kept.length > 0 && kept[kept.length - 1] !== "..") kept.pop();
    else if (!(goesUp && absolute)) kept.push(segment);
  }
  const last = segments[segments.length - 1];
  const isFolder = last === "" || last === "." || (last === ".." && kept[kept.length - 1] !== "..");
  return (absolute ? "/" : "") + kept.join("/") + (isFolder && kept.length > 0 ? "/" : "");
}

/** NORMALIZE_PATH_WIN: backslashes are slashes. */
export const normalizePathWin = (path: string): string => normalizePath(path.replaceAll("\\", "/"));
