import { type Vault, VaultOpenError } from "../../vault/vault.ts";
import type { Session, SessionReader } from "./port.ts";

/** Longest session token read, in characters: it travels in a header. */
const TOKEN_CHARACTERS_MAX = 12_288;

const CONTEXT = { purpose: "sts-session" } as const;

/** Seals sessions into tokens and opens them again. Stateless: every node with the root key can. */
export class SessionTokens implements SessionReader {
  readonly #vault: Vault;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  seal(session: Session): string {
    return this.#vault.seal(Buffer.from(JSON.stringify(session)), CONTEXT).toString("base64");
  }

  open(token: string): Session | undefined {
    if (token.length > TOKEN_CHARACTERS_MAX) return undefined;
    const sealed = Buffer.from(token, "base64");
    // Node skips what is no base64: a session has one token, not any number of spellings of it.
    if (sealed.toString("base64") !== token) return undefined;
    try {
      // Sealed by this program alone: what opens has the shape that it was sealed with.
      return JSON.parse(this.#vault.open(sealed, CONTEXT).toString()) as Session;
    } catch (error) {
      if (error instanceof VaultOpenError) return undefined;
      throw error;
    }
  }
}
