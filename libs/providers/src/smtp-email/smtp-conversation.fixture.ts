import type { Socket } from 'node:net';
import type { ConversationBehaviour } from '#herald/channel-provider/testing';

/** A mail server's replies, line by line. It greets, takes any login, and ends the message as it is told to. */
export interface SmtpScript {
  greeting?: string;
  ehlo?: string;
  auth?: string;
  mailFrom?: string;
  rcptTo?: string | ((address: string) => string);
  data?: string;
  /** What follows the line that hands the message over. */
  message: string | ((socket: Socket) => void);
}

/** Holds the server's end of a conversation (RFC 5321) on the socket. */
export function converse(socket: Socket, script: SmtpScript): void {
  const say = (line: string) => {
    if (line === '') socket.destroy();
    else socket.write(`${line}\r\n`);
  };
  const end = (handler: SmtpScript['message']) => (typeof handler === 'string' ? say(handler) : handler(socket));
  let inMessage = false;
  let waiting = '';
  say(script.greeting ?? '220 mail.example ESMTP');
  socket.on('data', (chunk: Buffer) => {
    waiting += chunk.toString('latin1');
    for (let at = waiting.indexOf('\r\n'); at !== -1; at = waiting.indexOf('\r\n')) {
      const line = waiting.slice(0, at);
      waiting = waiting.slice(at + 2);
      if (inMessage && line !== '.') continue;
      if (inMessage) end(script.message);
      else say(replyTo(line, script));
      inMessage = !inMessage && line === 'DATA' && (script.data ?? '354').startsWith('354');
      if (line === 'QUIT') socket.end();
    }
  });
}

function replyTo(line: string, script: SmtpScript): string {
  const [verb = ''] = line.toUpperCase().split(/[ :]/);
  const rcptTo = script.rcptTo ?? '250 2.1.5 Ok';
  const replies: Record<string, string> = {
    EHLO: script.ehlo ?? '250-mail.example\r\n250-AUTH PLAIN LOGIN\r\n250 ENHANCEDSTATUSCODES',
    AUTH: script.auth ?? '235 2.7.0 Welcome',
    MAIL: script.mailFrom ?? '250 2.1.0 Ok',
    RCPT: typeof rcptTo === 'string' ? rcptTo : rcptTo(/<(.*)>/.exec(line)?.[1] ?? ''),
    DATA: script.data ?? '354 Go ahead',
    RSET: '250 2.0.0 Ok',
    QUIT: '221 2.0.0 Bye',
  };
  return replies[verb] ?? '502 5.5.2 Unknown command';
}

/** How the suite's faults look in SMTP. */
export const SMTP_BEHAVIOURS: Record<ConversationBehaviour, SmtpScript> = {
  accept: { message: '250 2.0.0 Ok: queued as 4XyZ' },
  reject: { message: '', rcptTo: '550 5.1.1 No such user here' },
  busy: { message: '451 4.7.1 Greylisted, try again later' },
  garbage: { message: 'banana' },
  empty: { message: (socket) => void socket.end() },
  hang: { message: () => undefined },
  'reset-after-write': { message: (socket) => void socket.resetAndDestroy() },
};
