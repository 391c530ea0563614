import { parseDocument } from "../policy/parse-document.ts";
import type { Principal } from "../policy/principal.ts";
import type { IamPort } from "../services/iam/port.ts";

const session = /^arn:[a-z-]+:sts::(\d{12}):assumed-role\/[^/]+\/([^/]+)$/;

/** The sessions of roles that a resource policy names one by one, as principals; those of roles that are not there, not. */
export function namedSessions(
  resourcePolicy: string | undefined,
  iam: Pick<IamPort, "listPrincipals">,
): readonly Principal[] {
  if (resourcePolicy === undefined) return [];
  const { statements } = parseDocument(resourcePolicy, "resource");
  const names = new Set(statements.flatMap(({ principals }) => principals?.value.aws ?? []));
  return [...names].flatMap((name) => {
    const [, accountId, sessionName] = session.exec(name) ?? [];
    if (!accountId || !sessionName) return [];
    return iam.listPrincipals(accountId, sessionName).filter(({ arn }) => arn === name);
  });
}
