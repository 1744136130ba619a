/** Bounds of what a request may hold. They are answered 413 (bodies) or 422 (everything else) and shown in the OpenAPI document. */
export const LIMITS = {
  /** Bytes of a JSON body. */
  bodyBytes: 1024 * 1024,
  /** Bytes of a vendor's callback. */
  callbackBytes: 256 * 1024,
  /** Objects and arrays inside each other. */
  depth: 32,
  recipients: 1000,
  /** Characters of identifiers, categories, tenants and other names. */
  name: 256,
  title: 1024,
  message: 64 * 1024,
  url: 2048,
  /** Bytes of a user's profile as JSON. */
  profileBytes: 64 * 1024,
  /** How far ahead a notification can be scheduled. */
  scheduleMs: 366 * 24 * 60 * 60 * 1000,
  idempotencyKey: 255,
  /** Greatest priority of an integration. */
  priority: 1_000_000,
  /** Events per page. */
  page: 1000,
  /** Faults that one problem document lists. */
  faults: 100,
} as const;

/** What may be under way at a time; what comes on top is answered 503. */
export const ADMISSION = {
  requests: 512,
  /** Bytes of bodies together. */
  bodyBytes: 64 * 1024 * 1024,
  /** Mean delay of the event loop during a second. */
  eventLoopDelayMs: 250,
  /** The same for vendors' callbacks, which are let in whatever else is under way: a vendor repeats what is answered 503. */
  callbacks: { requests: 4_096, bodyBytes: 64 * 1024 * 1024 },
} as const;
