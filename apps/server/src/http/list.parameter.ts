/** The items of a query parameter with commas between them; what is no text stays, for validation to judge. */
export function listOf(value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? [] : value.split(',');
  return value;
}
