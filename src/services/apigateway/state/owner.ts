/** Who owns an API, and where. */
export interface Owner {
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
}
