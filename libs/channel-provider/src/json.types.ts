/** Any value that JSON can carry. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;

/** A JSON object as it came from a request body: keys are whatever the caller wrote. */
export interface JsonObject {
  [key: string]: JsonValue;
}
