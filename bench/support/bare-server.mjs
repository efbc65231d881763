// The least that can answer a request: it reads the body and says "accepted". In a process of its own, as the service is.
// Plain JavaScript: it is started from this very file in tests and from dist/ alike.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  request.resume();
  request.once('end', () => {
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end('{"status":"accepted"}');
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.once('disconnect', () => process.exit(0));
