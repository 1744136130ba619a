import { Injectable } from '@nestjs/common';

interface Route {
  pattern: RegExp;
  methods: Set<string>;
}

/** The routes of the server, so that a call with the wrong method can be told which methods there are. */
@Injectable()
export class RouteDirectory {
  readonly #routes = new Map<string, Route>();

  /** @param template as Fastify writes it, e.g. `/v3/users/:identifier` */
  add(template: string, method: string | string[]): void {
    const route = this.#routes.get(template) ?? { pattern: patternOf(template), methods: new Set<string>() };
    for (const name of [method].flat()) route.methods.add(name);
    this.#routes.set(template, route);
  }

  /**
   * Methods under which the address is served, none where it is unknown.
   *
   * @param url path and query of a request
   */
  methodsOf(url: string): string[] {
    const [path = ''] = url.split('?', 1);
    const matches = [...this.#routes.values()].filter(({ pattern }) => pattern.test(path));
    return [...new Set(matches.flatMap(({ methods }) => [...methods]))].toSorted();
  }
}

function patternOf(template: string): RegExp {
  const segments = template.split('/').map((segment) => (segment.startsWith(':') ? '[^/]+' : literal(segment)));
  return new RegExp(`^${segments.join('/')}$`);
}

function literal(segment: string): string {
  return segment.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
