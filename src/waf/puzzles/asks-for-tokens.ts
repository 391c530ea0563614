import type { CompiledRule, CompiledWebAcl } from "../compile/compile-web-acl.ts";

/** Whether a rule of a web ACL, or of a group that it refers to, may ask a client for a token. */
export const asksForTokens = ({ steps }: CompiledWebAcl): boolean =>
  steps.some((step) => (step.kind === "group" ? step.rules.some(isTokenRule) : isTokenRule(step)));

const isTokenRule = ({ action }: CompiledRule): boolean =>
  action.name === "CAPTCHA" || action.name === "CHALLENGE";
