import { curlExample } from './curl.example.js';

it('is a command of a shell, with every word as it is meant', () => {
  expect(curlExample("http://localhost:3000/it's/v3/notifications", 'key with $HOME').split(' \\\n  ')).toEqual([
    String.raw`curl 'http://localhost:3000/it'\''s/v3/notifications'`,
    "-H 'X-API-KEY: key with $HOME'",
    '-H "X-API-SECRET: $HERALD_API_SECRET"',
    "-H 'Content-Type: application/json'",
    expect.stringMatching(/^-d '\{"notification":\{"message":"[^"']+"\},"recipients":\[.*\]\}'$/),
  ]);
});
