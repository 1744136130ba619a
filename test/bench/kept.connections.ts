import { once } from 'node:events';
import { type Socket, connect } from 'node:net';

/** An answer of a server. */
export interface Answer {
  status: number;
  body: string;
}

interface Asked {
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
}

const HEAD_END = '\r\n\r\n';
const STATUS_AT = 'HTTP/1.1 '.length;

/** One HTTP/1.1 connection on which one request is under way at a time. */
class KeptConnection {
  #received = '';
  #asked: Asked | undefined;

  private constructor(readonly socket: Socket) {
    socket.setNoDelay(true).setEncoding('latin1');
    socket.on('data', (text: string) => this.#read(text));
    socket.on('error', (error) => this.#asked?.reject(error));
    socket.on('close', () => this.#asked?.reject(new Error('The server closed the connection instead of answering')));
  }

  static async open(url: URL): Promise<KeptConnection> {
    const socket = connect(Number(url.port), url.hostname);
    await once(socket, 'connect');
    return new KeptConnection(socket);
  }

  ask(request: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#asked = { resolve, reject };
      this.socket.write(request, 'latin1');
    });
  }

  #read(text: string): void {
    this.#received += text;
    const headEnd = this.#received.indexOf(HEAD_END);
    if (headEnd === -1) return;
    const head = this.#received.slice(0, headEnd);
    const status = Number(head.slice(STATUS_AT, STATUS_AT + 3));
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? (status === 204 ? '0' : undefined);
    if (length === undefined) return this.#fail(new Error('An answer does not tell its length'));
    const bodyAt = headEnd + HEAD_END.length;
    if (this.#received.length < bodyAt + Number(length)) return;
    const body = this.#received.slice(bodyAt);
    const asked = this.#asked;
    this.#received = '';
    this.#asked = undefined;
    asked?.resolve({ status, body });
  }

  #fail(error: Error): void {
    this.#asked?.reject(error);
    this.socket.destroy();
  }
}

/**
 * A caller that keeps its connections, for servers that tell the length of each answer. It does without an HTTP client, whose
 * own work would weigh on what is measured on the same machine: undici's takes four times the CPU.
 */
export class KeptConnections {
  readonly #url: URL;
  readonly #idle: KeptConnection[] = [];
  readonly #all: KeptConnection[] = [];
  readonly #waiting: ((connection: KeptConnection) => void)[] = [];
  #opened = 0;

  /** @param most connections at a time; further requests wait for a free one */
  constructor(
    url: string,
    private readonly most: number,
  ) {
    this.#url = new URL(url);
  }

  async post(path: string, headers: Readonly<Record<string, string>>, body: string): Promise<Answer> {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    // Read and written as latin1, in which each byte is a character: so the body is brought into that form.
    const bytes = Buffer.from(body).toString('latin1');
    const head = `POST ${path} HTTP/1.1\r\nhost: ${this.#url.host}\r\n${lines.join('')}content-length: ${bytes.length}\r\n\r\n`;
    const connection = this.#idle.pop() ?? (await this.#another());
    const answer = await connection.ask(head + bytes);
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(connection);
    else next(connection);
    return answer;
  }

  close(): void {
    for (const { socket } of this.#all) socket.destroy();
  }

  async #another(): Promise<KeptConnection> {
    if (this.#opened >= this.most) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#opened += 1;
    const connection = await KeptConnection.open(this.#url);
    this.#all.push(connection);
    return connection;
  }
}
