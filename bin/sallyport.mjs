#!/usr/bin/env node
// Starts Sallyport on Node 24 or newer. On an older Node it hands over to the Node binary that npm installed beside us.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import nodeModule from "node:module";
import { constants } from "node:os";
import { dirname, join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const nodeMajorMin = 24;
const root = join(dirname(fileURLToPath(import.meta.url)), "..");

if (Number(process.versions.node.split(".")[0]) >= nodeMajorMin) {
  nodeModule.enableCompileCache?.();
  silenceExperimentalWarnings();
  // Node strips types from a checkout's sources, but refuses to under node_modules: there the compiled code runs.
  const installed = root.split(sep).includes("node_modules");
  const { main } = await import(
    pathToFileURL(join(root, ...(installed ? ["dist", "app", "main.js"] : ["src", "app", "main.ts"]))).href
  );
  process.exitCode = await main(process.argv.slice(2));
} else {
  const node = findNode();
  if (!node) {
    console.error(
      `Sallyport needs Node.js ${nodeMajorMin} or newer; this is ${process.version}. ` +
        `Install a newer Node.js, or reinstall with optional dependencies so that npm brings one.`,
    );
    process.exit(1);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  // A terminal has sent its signals to the child as well, which takes the second for the same.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // Of a child that a signal ended, a shell makes 128 and the signal's number.
  child.on("exit", (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)));
}

/** What we use of Node that is still called experimental is pinned by our tests, and no news to whoever starts a server. */
function silenceExperimentalWarnings() {
  const emit = process.emitWarning;
  process.emitWarning = (warning, type, ...rest) => {
    if (type !== "ExperimentalWarning" && type?.type !== "ExperimentalWarning") emit(warning, type, ...rest);
  };
}

/** The binary of the optional dependency for this platform, if it was installed. */
function findNode() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  try {
    const manifest = nodeModule
      .createRequire(import.meta.url)
      .resolve(`node-${platform}-${process.arch}/package.json`);
    const binary = join(dirname(manifest), "bin", platform === "win" ? "node.exe" : "node");
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}
