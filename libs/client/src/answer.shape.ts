/** True when a parsed answer has the shape that the call promises. */
export type Shape<Answer> = (value: unknown) => value is Answer;

/**
 * A shape by the members that a caller cannot do without; other members are Herald's business and pass as they are.
 *
 * @param members name and JSON type of each
 */
export function shapeOf<Answer extends object>(members: {
  [Name in keyof Answer]?: 'string' | 'boolean' | 'array';
}): Shape<Answer> {
  const expected = Object.entries(members);
  return (value): value is Answer =>
    typeof value === 'object' &&
    value !== null &&
    expected.every(([name, type]) => {
      const member: unknown = Reflect.get(value, name);
      return type === 'array' ? Array.isArray(member) : typeof member === type;
    });
}
