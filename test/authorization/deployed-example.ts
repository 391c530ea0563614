import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { type RunningServer, root, startServer } from "../running-server.ts";
import { type Run, run } from "../tools.ts";

/** An example of `examples/authorizers`, deployed on a server of its own with the command of its README. */
export interface DeployedExample {
  readonly server: RunningServer;
  /** Where its API's stage answers. */
  readonly stage: string;
  /** Runs the command line against the server. */
  readonly sallyport: (...args: readonly string[]) => Promise<Run>;
}

/** `adapt` changes the README's deploy command, argument by argument, to this test's addresses and folders. */
export async function deployExample(
  name: string,
  stackName: string,
  adapt: (argument: string) => string,
): Promise<DeployedExample> {
  const server = await startServer();
  try {
    const { accessKeyId, secretAccessKey } = server.client.credentials;
    const env = {
      ...server.environment,
      SALLYPORT_ROOT_ACCESS_KEY_ID: accessKeyId,
      SALLYPORT_ROOT_SECRET_ACCESS_KEY: secretAccessKey,
    };
    const sallyport = (...args: readonly string[]): Promise<Run> =>
      run(process.execPath, ["bin/sallyport.mjs", ...args, "--data", server.dataFolder], { cwd: root, env });
    const deployed = await sallyport(...deployArguments(name).map(adapt));
    assert.equal(deployed.code, 0, `${deployed.out}${deployed.err}`);
    const client = new CloudFormationClient(server.client);
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    const apiId = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === "ApiId")?.OutputValue;
    assert.ok(apiId, "the stack has an output ApiId");
    return { server, stage: server.stageUrl(apiId, "prod"), sallyport };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** The arguments of the README's `./bin/sallyport.mjs deploy …`. */
function deployArguments(name: string): string[] {
  const readme = readFileSync(`${root}/examples/authorizers/${name}/README.md`, "utf8");
  const [, command] = /^\.\/bin\/sallyport\.mjs (deploy .*)$/m.exec(readme) ?? [];
  assert.ok(command, "the README has a deploy command");
  return command.split(" ");
}
