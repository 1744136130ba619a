import { webAddress } from './web.address.js';

it.each([
  ['https://media.example.com/a b', 'https://media.example.com/a%20b'],
  ['http://media.example.com/', 'http://media.example.com/'],
  ['javascript:alert(1)', undefined],
  [' JavaScript:alert(1)', undefined],
  ['data:text/html,x', undefined],
  ['/relative', undefined],
  ['', undefined],
])('%j leads to %j', (text, address) => {
  expect(webAddress(text)).toBe(address);
});
