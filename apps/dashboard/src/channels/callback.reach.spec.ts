import { reachFault } from './callback.reach.js';

describe('The address of callbacks', () => {
  it.each(['http://localhost:3000/x', 'https://127.0.0.1/x', 'http://[::1]:3000/x', 'http://herald.localhost/x'])(
    'cannot be called from elsewhere at %s',
    (url) => {
      expect(reachFault(url)).toContain('own machine');
    },
  );

  it('has to be https', () => {
    expect(reachFault('http://herald.example.com/x')).toContain('https');
    expect(reachFault('https://herald.example.com/x')).toBeUndefined();
    expect(reachFault('https://127.example.com/x')).toBeUndefined();
  });
});
