import type { PolicyRecord } from "./records.ts";

/**
 * AWS's own policy, attached to everything when service control policies are enabled, so that enabling them changes
 * nothing. Source: AWS Organizations User Guide, "SCP evaluation".
 */
export const fullAccessPolicy: PolicyRecord = {
  id: "p-FullAWSAccess",
  name: "FullAWSAccess",
  description: "Allows access to every operation",
  content: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
  }),
  tags: [],
};
