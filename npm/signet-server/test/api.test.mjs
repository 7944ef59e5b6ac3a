import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test, { after, before } from 'node:test';
import { inspect } from 'node:util';
import { SignetError, startSignet } from 'signet-server';

let signet;
before(async () => (signet = await startSignet()));
after(() => signet?.stop());

test('review accepts a token for its audience alone', async () => {
  const account = await signet.createAccount('builder');
  const token = await signet.issue(account, { audience: 'vault' });

  const right = await signet.review(token, { audience: 'vault' });
  const wrong = await signet.review(token.value, { audience: 'other' });

  assert.deepEqual(right, { authenticated: true, userName: 'system:serviceaccount:default:builder', audiences: ['vault'], error: undefined });
  assert.equal(wrong.authenticated, false);
  assert.match(wrong.error, /audience/);
  assert.equal(account.userName, right.userName);
  assert.deepEqual([token.claims.iss, token.claims.aud, token.claims.sub], [signet.issuer, ['vault'], account.userName]);
});

test('issue takes several audiences and a lifetime', async () => {
  const account = await signet.createAccount('several', { namespace: 'team' });
  const token = await signet.issue(account, { audience: ['a', 'b'], lifetime: 600 });

  assert.deepEqual(token.claims.aud, ['a', 'b']);
  assert.equal(token.claims.exp - token.claims.iat, 600);
  assert.equal(token.expiresAt.getTime(), token.claims.exp * 1000);
  assert.equal(account.namespace, 'team');
});

test('createAccount returns an account that exists', async () => {
  const [first, second] = [await signet.createAccount('twice'), await signet.createAccount('twice')];

  assert.equal(first.uid, second.uid);
});

test('tokens end with what they are bound to', async () => {
  const account = await signet.createAccount('bound');
  const node = await signet.createNode('worker');
  const pod = await signet.createPod(account, 'runner', { node });
  const secret = await signet.createSecret('lease');
  for (const boundTo of [pod, secret]) {
    const token = await signet.issue(account, { audience: 'vault', boundTo });
    assert.equal((await signet.review(token, { audience: 'vault' })).authenticated, true);
    await signet.delete(boundTo);
    assert.equal((await signet.review(token, { audience: 'vault' })).authenticated, false);
  }

  const last = await signet.issue(account, { audience: 'vault' });
  await signet.delete('ServiceAccount', 'bound');
  const review = await signet.review(last, { audience: 'vault' });
  assert.equal(review.authenticated, false);
  await signet.delete(node);
});

test('request is the administrator, or a token', async () => {
  const account = await signet.createAccount('self');
  const token = await signet.issue(account);
  const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };

  const own = await signet.request('POST', path, { body, token });
  const administrator = await signet.request('POST', path, { body });
  const refused = await signet.request('GET', '/api/v1/secrets', { token });

  assert.deepEqual([own.status, own.body.status.userInfo.username], [201, account.userName]);
  assert.ok(administrator.body.status.userInfo.groups.includes('system:masters'));
  assert.equal(refused.status, 403);
});

test('create takes any kind that the server has', async () => {
  const made = await signet.create({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'reader' }, rules: [] });
  const found = await signet.request('GET', '/apis/rbac.authorization.k8s.io/v1/clusterroles/reader');

  assert.equal(found.body.metadata.uid, made.uid);
  await signet.delete(made);
  assert.equal((await signet.request('GET', '/apis/rbac.authorization.k8s.io/v1/clusterroles/reader')).status, 404);
  await assert.rejects(signet.create({ apiVersion: 'v1', kind: 'Unknown', metadata: { name: 'x' } }), /does not serve Unknown of v1/);
});

test('a refusal is an error with the message of the server', async () => {
  const account = await signet.createAccount('short');

  await assert.rejects(signet.issue(account, { lifetime: 5 }), (error) => {
    assert.ok(error instanceof SignetError);
    assert.deepEqual([error.statusCode, error.reason], [422, 'Invalid']);
    assert.match(error.message, /expirationSeconds/);
    return true;
  });
  await assert.rejects(signet.delete('Pod', 'none'), { statusCode: 404, reason: 'NotFound' });
});

test('fetch trusts the server', async () => {
  const configuration = await (await signet.fetch(`${signet.issuer}/.well-known/openid-configuration`)).json();
  const keys = await (await signet.fetch(new URL(configuration.jwks_uri))).json();
  const refused = await signet.fetch(new Request(`${signet.url}/api/v1/pods`, { headers: { authorization: 'Bearer none' } }));
  const posted = await signet.fetch(`${signet.url}/api/v1/namespaces`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });

  assert.equal(configuration.issuer, signet.issuer);
  assert.ok(keys.keys.length > 0);
  assert.deepEqual([refused.status, refused.headers.get('content-type')], [401, 'application/json']);
  assert.equal(posted.status, 403);
  const stopped = new AbortController();
  stopped.abort(new Error('no longer wanted'));
  await assert.rejects(signet.fetch(signet.url, { signal: stopped.signal }), /no longer wanted/);
});

test('keys are rotated and revoked', async () => {
  const account = await signet.createAccount('keys');
  const before = await signet.issue(account, { audience: 'vault' });

  const next = await signet.rotateKeys();
  assert.ok(next.signsFrom > new Date());
  const signing = await signet.rotateKeys({ immediately: true });
  const later = await signet.issue(account, { audience: 'vault' });
  assert.deepEqual([signing.keyId, later.keyId], [next.keyId, next.keyId]);
  assert.notEqual(before.keyId, later.keyId);

  await signet.revokeKey(before.keyId);
  assert.equal((await signet.review(before, { audience: 'vault' })).authenticated, false);
  assert.equal((await signet.review(later, { audience: 'vault' })).authenticated, true);
  assert.ok((await signet.listKeys()).some((key) => key.keyId === later.keyId && key.state === 'Current'));
});

test('printing a token omits it', async () => {
  const token = await signet.issue(await signet.createAccount('printed'));

  for (const text of [String(token), inspect(token), inspect({ token }, { depth: 9, showHidden: true }), JSON.stringify(token)]) {
    assert.ok(!text.includes(token.value.split('.')[2]), text);
  }
});

test('both module systems have one implementation', () => {
  assert.equal(createRequire(import.meta.url)('signet-server').startSignet, startSignet);
});
