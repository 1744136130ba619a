import { profileEntries } from './profile.entries.js';

it('A profile is shown in full, known properties first', () => {
  const user = {
    zone: 'a',
    timezone: 'Europe/Berlin',
    age: 7,
    identifier: 'jo',
    phoneNumber: null,
    tags: ['a'],
    b: null,
  };
  expect(profileEntries(user)).toEqual([
    { name: 'identifier', text: 'jo', isCode: false },
    { name: 'timezone', text: 'Europe/Berlin', isCode: false },
    { name: 'age', text: '7', isCode: false },
    { name: 'b', text: 'null', isCode: false },
    { name: 'tags', text: '[\n  "a"\n]', isCode: true },
    { name: 'zone', text: 'a', isCode: false },
  ]);
});

it('A property with a name that objects have anyway is a property like others', () => {
  const user = JSON.parse('{"identifier":"jo","constructor":"x","toString":{"a":1}}') as Record<string, unknown>;
  expect(profileEntries(user).map(({ name }) => name)).toEqual(['identifier', 'constructor', 'toString']);
});
