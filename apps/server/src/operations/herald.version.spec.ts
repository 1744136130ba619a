import { heraldVersion } from './herald.version.js';

describe('heraldVersion', () => {
  it('is the one of the package', () => {
    expect(heraldVersion()).toMatch(/^\d+\.\d+\.\d+/);
  });
});
