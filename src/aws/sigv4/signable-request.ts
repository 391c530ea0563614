/** What of an HTTP request takes part in a signature. Strings hold one byte per character, as node's parser gives them. */
export interface SignableRequest {
  /** As on the request line: `GET`. */
  readonly method: string;
  /** The path exactly as sent: undecoded, dot segments and doubled slashes included. */
  readonly path: string;
  /** The query exactly as sent, without the question mark; empty when there is none. */
  readonly rawQuery: string;
  /** Names and values in turn, as sent: `["Host", "example.com", "X-Amz-Date", "…"]`. */
  readonly rawHeaders: readonly string[];
}
