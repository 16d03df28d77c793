// Counts its visitors in Redis and greets them with their number.
import { createServer } from 'node:http';
import { connect } from 'node:net';

const redis = connect(6379, process.env.REDIS_HOST);
const waiting = [];
let rest = '';

// Redis answers INCR with `:NUMBER\r\n`, in the order of the requests.
redis.setEncoding('utf8').on('data', (text) => {
  const lines = (rest + text).split('\r\n');
  rest = lines.pop();
  for (const line of lines) waiting.shift().end(`You are visitor ${line.slice(1)}.\n`);
});

createServer((request, response) => {
  if (request.url === '/health') {
    response.end('ok\n');
    return;
  }
  waiting.push(response);
  redis.write('INCR visitors\r\n');
}).listen(8080);

process.on('SIGTERM', () => process.exit());
