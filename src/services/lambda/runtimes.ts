import type { FunctionRuntime } from "../../compute/function-spec.ts";

/** Runtimes that functions can be made with. */
const RUNTIMES: Readonly<Record<FunctionRuntime, true>> = {
  "nodejs18.x": true,
  "nodejs20.x": true,
  "nodejs22.x": true,
  "nodejs24.x": true,
  "python3.9": true,
  "python3.10": true,
  "python3.11": true,
  "python3.12": true,
  "python3.13": true,
  "python3.14": true,
  "provided.al2": true,
  "provided.al2023": true,
};

export const RUNTIME_NAMES = Object.keys(RUNTIMES) as readonly FunctionRuntime[];

export const isFunctionRuntime = (name: string): name is FunctionRuntime => Object.hasOwn(RUNTIMES, name);
