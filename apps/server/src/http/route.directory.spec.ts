import { RouteDirectory } from './route.directory.js';

describe('RouteDirectory', () => {
  const routes = new RouteDirectory();
  routes.add('/v3/users', 'POST');
  routes.add('/v3/users/:identifier', ['PUT', 'GET']);
  routes.add('/v3/users/:identifier', 'DELETE');
  routes.add('/openapi.json', 'GET');

  it.each([
    ['/v3/users', ['POST']],
    ['/v3/users/jo?x=/v3', ['DELETE', 'GET', 'PUT']],
    ['/v3/users/a%2Fb', ['DELETE', 'GET', 'PUT']],
    ['/v3/users/jo/more', []],
    ['/v3/users/', []],
    ['/openapiXjson', []],
    ['/', []],
  ])('knows the methods of %s', (url, methods) => {
    expect(routes.methodsOf(url)).toEqual(methods);
  });
});
