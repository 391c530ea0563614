import { execFileSync } from "node:child_process";
import { makePageFolder } from "../../test/docs/page-folder.ts";

/** A command as it was typed, and what it printed. */
export interface Typed {
  readonly command: string;
  readonly output: string;
}

/** Attacks the example's health check, and asks why the request was refused: real commands, and what they print. */
export async function recordRefusedAttack(): Promise<readonly Typed[]> {
  const { path: cwd, server, remove } = await makePageFolder();
  try {
    const { PATH } = process.env;
    const type = (command: string): Typed => ({
      command,
      output: execFileSync("bash", ["--norc", "-c", command], {
        ...{ cwd, env: { PATH }, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
      }).replaceAll("\r", ""),
    });
    const deployed = type("./bin/sallyport.mjs deploy examples/orders/template.yaml --json 2> deploy.log");
    const { outputs } = JSON.parse(deployed.output) as { outputs: { ApiId: string } };
    const address = `https://${outputs.ApiId}.execute-api.us-east-1.localhost:${server.port}/prod`;
    const attack = type(
      `curl -i -s --cacert .sallyport/ca.pem \\\n    "${address}/health?name=x%27%20OR%20%271%27=%271"`,
    );
    const requestId = /^x-amzn-RequestId: (.+)$/m.exec(attack.output)?.[1];
    return [attack, type(`./bin/sallyport.mjs explain ${requestId}`)];
  } finally {
    await remove();
  }
}
