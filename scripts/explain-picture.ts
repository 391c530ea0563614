/** `node scripts/explain-picture.ts`: runs the commands of docs/explain.svg and draws what they print. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { drawTerminal } from "./docs/terminal-picture.ts";
import { recordRefusedAttack } from "./docs/terminal-session.ts";

const title =
  "A terminal: an SQL injection is answered 403, and sallyport explain tells which rule stopped it and why";
writeFileSync(
  join(import.meta.dirname, "..", "docs", "explain.svg"),
  drawTerminal(title, await recordRefusedAttack()),
);
