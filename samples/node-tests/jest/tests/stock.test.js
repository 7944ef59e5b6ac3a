import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startSignet } from 'signet-server';
import { createStock } from '../src/stock.js';

const audience = 'stock';
let signet;
let account;
const services = [];

beforeAll(async () => {
  signet = await startSignet();
  account = await signet.createAccount('reader');
});

afterEach(() => services.splice(0).forEach((service) => service.close()));

afterAll(() => signet?.stop());

/** Starts the service; returns a function that sends a request with a token. */
async function startStock(options = {}) {
  const service = createStock({ issuer: signet.issuer, audience, fetch: signet.fetch, ...options });
  services.push(service);
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  return (token) => fetch(`http://127.0.0.1:${service.address().port}/`, { headers: { authorization: `Bearer ${token.value}` } });
}

describe('tokens', () => {
  test('with the right audience are accepted', async () => {
    const send = await startStock();

    const answer = await send(await signet.issue(account, { audience }));

    expect(answer.status).toBe(200);
    expect((await answer.json()).reader).toBe(account.userName);
  });

  test('with the wrong audience are refused', async () => {
    const send = await startStock();

    const answer = await send(await signet.issue(account, { audience: 'orders' }));

    expect(answer.status).toBe(401);
  });

  test('that have expired are refused', async () => {
    let ahead = 0;
    const send = await startStock({ now: () => new Date(Date.now() + ahead * 1000) });
    const token = await signet.issue(account, { audience, lifetime: 600 });
    expect((await send(token)).status).toBe(200);

    ahead = 601;

    expect((await send(token)).status).toBe(401);
  });

  test('of a deleted account are refused by a service that asks the issuer', async () => {
    const isActive = async (token) => (await signet.review(token, { audience })).authenticated;
    const [send, sendAsking] = [await startStock(), await startStock({ isActive })];
    const leaving = await signet.createAccount('leaving');
    const token = await signet.issue(leaving, { audience });
    expect((await sendAsking(token)).status).toBe(200);

    await signet.delete(leaving);

    expect((await sendAsking(token)).status).toBe(401);
    expect((await send(token)).status).toBe(200); // Until it expires.
  });

  test('are not taken for invalid when the issuer is away', async () => {
    const send = await startStock({ fetch: async () => new Response('', { status: 503 }) });

    const answer = await send(await signet.issue(account, { audience }));

    expect(answer.status).toBe(503);
  });
});
