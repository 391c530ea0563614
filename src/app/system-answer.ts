/** What Sallyport's own API answers: a status and a JSON document. */
export interface SystemAnswer {
  readonly status: number;
  readonly document: object;
}
