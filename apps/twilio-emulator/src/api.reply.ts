/** What a route answers; the server writes it. */
export interface ApiReply {
  readonly status: number;
  /** Serialised as JSON; absent: no body. */
  readonly body?: object;
}
