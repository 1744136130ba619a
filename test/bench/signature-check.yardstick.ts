/**
 * A yardstick: a handler of Twilio's callbacks that verifies the signature with the official package, and does nothing else.
 * Prints its address. https://www.twilio.com/docs/usage/security
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'node:querystring';
import twilio from 'twilio';

const [token = ''] = process.argv.slice(2);

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const signature = String(request.headers['x-twilio-signature']);
    const params = { ...parse(Buffer.concat(chunks).toString()) };
    const isTwilios = twilio.validateRequest(token, signature, `http://${request.headers.host}${request.url}`, params);
    response.writeHead(isTwilios ? 204 : 403).end();
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`listening on http://127.0.0.1:${port}\n`);
});
