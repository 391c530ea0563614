/** API Gateway's operations spell members as CloudFormation does, but for the first letter: `PathPart`, `pathPart`. */
export const lowerMembers = (properties: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name[0]!.toLowerCase() + name.slice(1), value]),
  );
