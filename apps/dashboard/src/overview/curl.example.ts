/** A first call of notify() for a shell; the secret comes from its environment. */
export function curlExample(url: string, apiKey: string): string {
  const body = {
    notification: { message: 'Your order is on its way' },
    recipients: [{ identifier: 'ada', phoneNumber: '+12025550142' }],
  };
  return [
    `curl ${quoted(url)}`,
    `-H ${quoted(`X-API-KEY: ${apiKey}`)}`,
    '-H "X-API-SECRET: $HERALD_API_SECRET"',
    "-H 'Content-Type: application/json'",
    `-d ${quoted(JSON.stringify(body))}`,
  ].join(' \\\n  ');
}

/** As one word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
