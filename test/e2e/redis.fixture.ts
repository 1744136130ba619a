import { IS_REDIS_INSTALLED } from '../environment/redis.process.js';

/** Describes what needs a Redis; where none is installed says so, which in a pipeline is a failure. */
export function describeOnRedis(name: string, specs: () => void): void {
  if (IS_REDIS_INSTALLED) describe(name, specs);
  else {
    it(`cannot be tried without redis-server: ${name}`, () => {
      console.warn('redis-server is not installed; where CI is set, that is a failure');
      expect(process.env['CI'] ?? '').toBe('');
    });
  }
}
