/** The entry of this name; nothing of what every object inherits. Names are callers': `constructor` is one they may give. */
export const ownEntry = <T>(entries: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(entries, name) ? entries[name] : undefined;
