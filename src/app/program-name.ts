import { sep } from "node:path";

/** How the command line is started from here: from a checkout, or from where npm installed it. */
export const programName = import.meta.dirname.split(sep).includes("node_modules")
  ? "npx sallyport"
  : "./bin/sallyport.mjs";
