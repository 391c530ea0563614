/** What the operating system's codes mean to whoever named a file. */
const problems: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EISDIR: "it is a folder, not a file",
  ENOTDIR: "it is no folder, or lies below a file",
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "its name is too long",
};

/** Why a file cannot be read, in words: `it is a folder, not a file`. Undefined for what is none of the user's doing. */
export function fileProblem(error: unknown): string | undefined {
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? undefined : problems[code];
}
