import type { ValueMap } from "../../template/value.ts";
import type { ResourceCapability } from "../resource-type.ts";

/**
 * The capability that an IAM resource needs: the stronger one when the template gives it a name of its own.
 * Source: CloudFormation API Reference, CreateStack, "Capabilities".
 */
export const iamCapability =
  (nameProperty?: string) =>
  (properties: ValueMap): ResourceCapability =>
    nameProperty !== undefined && properties[nameProperty] !== undefined
      ? "CAPABILITY_NAMED_IAM"
      : "CAPABILITY_IAM";
