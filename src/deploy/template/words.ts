/** A list of names, written as lines of words: long lists stay short to read. */
export const words = (...lines: readonly string[]): string[] => lines.flatMap((line) => line.split(" "));
