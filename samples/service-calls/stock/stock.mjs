// The service stock. It verifies its callers offline, with the keys of the issuer, and calls others with tokens that it requests for them.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';

const { API_SERVER, API_TOKEN_FILE, ISSUER, ORDERS_URL, BILLING_URL, PORT } = process.env;
const services = { orders: ORDERS_URL, billing: BILLING_URL };
const callers = ['system:serviceaccount:default:orders', 'system:serviceaccount:default:billing'];
const keys = createRemoteJWKSet(new URL(`${ISSUER}/openid/v1/jwks`));

// The account of a caller; undefined for a caller without a valid token for this service.
async function authenticate(request) {
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  try {
    const { payload } = await jwtVerify(token, keys, { issuer: ISSUER, audience: 'stock', algorithms: ['RS256'], requiredClaims: ['exp', 'sub'] });
    return payload.sub;
  } catch (error) {
    console.error(`refused: ${error.code ?? error.message}`);
  }
}

// A token of this account for another service: kept, and replaced after four fifths of its lifetime.
const tokens = new Map();
async function tokenFor(audience) {
  const kept = tokens.get(audience);
  if (kept && performance.now() < kept.refresh) {
    return kept.token;
  }

  const seconds = 600;
  const answer = await fetch(`${API_SERVER}/api/v1/namespaces/default/serviceaccounts/stock/token`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${(await readFile(API_TOKEN_FILE, 'utf8')).trim()}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ spec: { audiences: [audience], expirationSeconds: seconds } }),
  });
  if (!answer.ok) {
    throw new Error(`no token for ${audience}: ${answer.status}`);
  }

  const { token } = (await answer.json()).status;
  tokens.set(audience, { token, refresh: performance.now() + seconds * 800 });
  return token;
}

async function handle(request) {
  const [, action, name] = request.url.split('/');
  if (action === 'hello') {
    const caller = await authenticate(request);
    return !caller ? [401, ''] : !callers.includes(caller) ? [403, ''] : [200, `stock: hello ${caller}\n`];
  }

  // For the sample: has this service call another one.
  if (action === 'call' && services[name]) {
    const answer = await fetch(`${services[name]}/hello`, { headers: { Authorization: `Bearer ${await tokenFor(name)}` } });
    return [answer.status, await answer.text()];
  }

  return [404, ''];
}

const server = createServer((request, response) => handle(request)
  .catch((error) => [500, `${error.message}\n`])
  .then(([status, body]) => response.writeHead(status).end(body)));
server.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
