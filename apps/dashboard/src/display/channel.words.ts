/**
 * A channel's name as people write it: as providers' labels do where one has the word, else short ones as abbreviations, such
 * as SMS.
 */
export function channelWords(channel: string, labels: readonly string[] = []): string {
  const words = channel.replaceAll('_', ' ');
  const written = labels.flatMap((label) => label.split(/[\s()]+/)).find((word) => word.toLowerCase() === words);
  if (written !== undefined) return asSentence(written);
  return words.length <= 3 ? words.toUpperCase() : asSentence(words);
}

/** The name of a property in code as words: `phoneNumber` is “Phone number”. */
export function propertyWords(name: string): string {
  return asSentence(name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').toLowerCase());
}

/** With a capital at the beginning. */
export function asSentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
