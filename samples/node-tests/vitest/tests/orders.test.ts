import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSignet, type IssuedToken, type SignetServer } from 'signet-server';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createOrders } from '../src/orders.js';
import { createReviewer } from '../src/reviewer.js';
import { createVerifier } from '../src/verifier.js';

const audience = 'https://orders.example.test';
let signet: SignetServer;
let service: Server;
let ahead = 0; // How much the clock of the verifier is ahead, in seconds.

beforeAll(async () => {
  signet = await startSignet();

  // The service itself has an account, which may ask for reviews.
  const own = await signet.createAccount('orders', { namespace: 'shop' });
  await signet.create({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'orders-reviews' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:auth-delegator' },
    subjects: [{ kind: 'ServiceAccount', name: own.name, namespace: own.namespace }],
  });
  const verify = await createVerifier({ issuer: signet.issuer, audience, fetch: signet.fetch, now: () => new Date(Date.now() + ahead * 1000) });
  const review = createReviewer({ url: signet.url, ownToken: async () => (await signet.issue(own)).value, audience, fetch: signet.fetch });
  service = createOrders(verify, review).listen(0, '127.0.0.1');
  await once(service, 'listening');
});

afterEach(() => {
  ahead = 0;
});

afterAll(async () => {
  service?.close();
  await signet?.stop();
});

function send(method: 'GET' | 'POST', token?: IssuedToken): Promise<Response> {
  const { port } = service.address() as AddressInfo;
  return fetch(`http://127.0.0.1:${port}/orders`, { method, headers: token ? { authorization: `Bearer ${token.value}` } : {} });
}

test('a token for the service is accepted', async () => {
  const account = await signet.createAccount('customer', { namespace: 'shop' });
  const token = await signet.issue(account, { audience });

  expect((await send('POST', token)).status).toBe(201);
  const answer = await send('GET', token);

  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual([{ id: 1, customer: 'system:serviceaccount:shop:customer' }]);
});

test('a request without a token is refused', async () => {
  const answer = await send('GET');

  expect(answer.status).toBe(401);
  expect(answer.headers.get('www-authenticate')).toContain('Bearer');
});

test('a token for another service is refused', async () => {
  const account = await signet.createAccount('customer', { namespace: 'shop' });

  expect((await send('GET', await signet.issue(account, { audience: 'vault' }))).status).toBe(401);
  expect((await send('POST', await signet.issue(account, { audience: 'vault' }))).status).toBe(401);
  expect((await send('GET', await signet.issue(account))).status).toBe(401);
});

test('an expired token is refused', async () => {
  const account = await signet.createAccount('customer', { namespace: 'shop' });
  const token = await signet.issue(account, { audience, lifetime: 600 });
  ahead = 590;
  expect((await send('GET', token)).status).toBe(200);

  ahead = 601;

  expect((await send('GET', token)).status).toBe(401);
});

test('a token of another issuer is refused', async () => {
  const other = await startSignet();
  try {
    const account = await other.createAccount('customer', { namespace: 'shop' });
    expect((await send('GET', await other.issue(account, { audience }))).status).toBe(401);
  } finally {
    await other.stop();
  }
});

test('the token of a deleted account cannot place orders', async () => {
  const account = await signet.createAccount('leaving', { namespace: 'shop' });
  const token = await signet.issue(account, { audience });
  expect((await send('POST', token)).status).toBe(201);

  await signet.delete(account);

  expect((await send('POST', token)).status).toBe(401);
  // Verified without the issuer, it is valid until it expires.
  expect((await send('GET', token)).status).toBe(200);
});

test('the token of a deleted pod cannot place orders', async () => {
  const account = await signet.createAccount('customer', { namespace: 'shop' });
  const pod = await signet.createPod(account, 'till-1');
  const token = await signet.issue(account, { audience, boundTo: pod });
  expect((await send('POST', token)).status).toBe(201);

  await signet.delete(pod);

  expect((await send('POST', token)).status).toBe(401);
});
