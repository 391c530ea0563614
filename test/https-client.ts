import { readFileSync } from "node:fs";
import { request } from "node:https";

/** An HTTP answer, its body as text. */
export interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** What to send besides the address. */
export interface Outgoing {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
}

/** One HTTPS request that trusts `caFile` and nothing else. */
export function get(url: string, caFile: string, outgoing: Outgoing = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      {
        method: outgoing.method ?? "GET",
        headers: outgoing.headers ?? {},
        ca: readFileSync(caFile, "utf8"),
        agent: false,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
        incoming.on("error", reject);
      },
    );
    call.on("error", reject);
    call.end(outgoing.body);
  });
}
