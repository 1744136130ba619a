import { readSearchText } from './search.text.js';

describe('readSearchText', () => {
  it.each([
    ['+1 (202) 555-0142', '12025550142'],
    ['0044 7700 900142', '00447700900142'],
    ['1234', null],
    ['user-42', null],
    ['12025550142@example.com', null],
    ['', null],
  ])('reads the phone number in %j as %j', (typed, digits) => {
    expect(readSearchText(typed).digits).toBe(digits);
  });

  it('takes an id for nothing else, in any case', () => {
    const id = '01934b5c-7d0a-7b63-9c53-2a9a1f4f5c11';
    expect(readSearchText(` ${id.toUpperCase()} `)).toMatchObject({ id, digits: null });
    expect(readSearchText('SM0123')).not.toHaveProperty('id');
  });

  it('keeps what was typed, and has it without case', () => {
    expect(readSearchText(' Jo@Example.com ')).toMatchObject({ plain: 'Jo@Example.com', lower: 'jo@example.com' });
  });
});
