import type { RunningServer } from "./server.ts";
import { shownPath } from "./shown-path.ts";

/** What a person needs to know of a server that has just become ready. Fresh root credentials are shown this once. */
export function describeServer(server: RunningServer): string {
  const { address, root, dataFolder, isolation, readyInMs } = server;
  const folder = shownPath(dataFolder);
  const lines = [
    `Sallyport is ready (${readyInMs} ms).`,
    "",
    `  AWS APIs     ${address.url}  (and https, trusting ${folder}/ca.pem)`,
    `  account      ${address.accountId}, default region ${address.region}`,
    `  credentials  ${folder}/credentials`,
    `  functions    isolation level: ${isolation}`,
  ];
  if (root.fresh) {
    lines.push(
      "",
      "Root credentials were made. They are shown this once, and kept in the credentials file:",
      `  access key  ${root.accessKeyId}`,
      `  secret key  ${root.secretAccessKey}`,
    );
  }
  lines.push(
    "",
    "Any AWS tool works once it knows where to go:",
    `  export AWS_CONFIG_FILE=$PWD/${folder}/config AWS_SHARED_CREDENTIALS_FILE=$PWD/${folder}/credentials`,
    "  aws sts get-caller-identity",
  );
  return lines.join("\n").replaceAll(`$PWD/${dataFolder}`, dataFolder);
}
