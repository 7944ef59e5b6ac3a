'use strict';

const { setTimeout: pause } = require('node:timers/promises');
const { SignetError } = require('./errors.cjs');

const PATH = '/apis/tokens.signet.dev/v1alpha1/signingkeyoperations';

/** How long a key may take to be in force, in milliseconds. Windows of keys begin at whole seconds. */
const LIMIT = 10_000;

/** Operates the signing keys through the API, as an operator does. */
class Keys {
  #api;

  /** @param {import('./api.cjs').Api} api */
  constructor(api) {
    this.#api = api;
  }

  list() {
    return this.#run({ action: 'List' });
  }

  /** Publishes the next key; returns it. With `immediately` it signs when the promise is fulfilled. */
  async rotate(immediately) {
    const before = await this.list();
    if (!immediately) {
      await this.#run({ action: 'Rotate' });
    } else if (!before.some(isNext)) {
      await this.#run({ action: 'Prepare' });
    }

    const next = await this.#until((keys) => keys.find(isNext), 'no next key was published');
    if (!immediately) {
      return next;
    }

    await this.#run({ action: 'Activate', keyID: next.keyId, confirmed: true });
    return this.#until((keys) => keys.find((key) => key.keyId === next.keyId && signs(key)), `the key ${next.keyId} does not sign`);
  }

  revoke(keyId) {
    return this.#run({ action: 'Revoke', keyID: keyId, confirmed: true });
  }

  async #until(find, failure) {
    const end = performance.now() + LIMIT;
    for (;;) {
      const found = find(await this.list());
      if (found) {
        return found;
      }

      if (performance.now() > end) {
        throw new SignetError(`${failure} within ${LIMIT} ms`);
      }

      await pause(25);
    }
  }

  async #run(spec) {
    const answer = await this.#api.call('POST', PATH, { apiVersion: 'tokens.signet.dev/v1alpha1', kind: 'SigningKeyOperation', spec });
    return answer.status.keys.map((key) => ({ keyId: key.keyID, algorithm: key.algorithm, state: key.state, signsFrom: signsFrom(key) }));
  }
}

function isNext(key) {
  return key.state === 'Next' || key.state === 'Pending';
}

function signs(key) {
  return key.state === 'Current' && !(key.signsFrom > new Date());
}

function signsFrom(key) {
  const time = key.windows?.find((window) => window.bound === 'signsFrom')?.time;
  return time === undefined ? undefined : new Date(time);
}

module.exports = { Keys };
