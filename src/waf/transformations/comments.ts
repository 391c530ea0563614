/** REPLACE_COMMENTS: each C comment, terminated or not, becomes one space. `UNION/*x*\/SELECT` gives `UNION SELECT`. */
export function replaceComments(text: string): string {
  let out = "";
  let done = 0;
  for (;;) {
    const open = text.indexOf("/*", done);
    if (open < 0) return out + text.slice(done);
    out += text.slice(done, open) + " ";
    const close = text.indexOf("*/", open + 2);
    if (close < 0) return out;
    done = close + 2;
  }
}

/** REMOVE_COMMENTS_CHAR: the marks themselves go, what they enclose stays. `a--b<!--c` gives `abc`. */
export const removeCommentsChar = (text: string): string => text.replace(/\/\*|\*\/|<!--|-->|--|#/g, "");
