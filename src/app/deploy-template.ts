import type { Terminal } from "./command.ts";
import type { ServerAddress } from "./running-server.ts";

/** A template to deploy, and where. */
export interface TemplateDeployment {
  readonly file: string;
  readonly stackName?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly server: ServerAddress;
  readonly dataFolder: string;
}

export async function deployTemplate(
  _deployment: TemplateDeployment,
  _terminal: Terminal,
): Promise<{ stackName: string; outputs: Readonly<Record<string, string>> }> {
  throw new Error("not wired yet");
}
