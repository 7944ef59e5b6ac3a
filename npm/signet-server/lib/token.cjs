'use strict';

const { inspect } = require('node:util');

/** A token that the server has issued. Printing or serializing it omits the token. */
class IssuedToken {
  #value;

  /**
   * @param {string} value
   * @param {Date} expiresAt
   */
  constructor(value, expiresAt) {
    this.#value = value;
    this.expiresAt = expiresAt;
    const [header, claims] = value.split('.', 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
    this.keyId = header.kid;
    this.id = claims.jti;
    this.claims = claims;
  }

  /** The token, a JWT. */
  get value() {
    return this.#value;
  }

  toString() {
    return `token ${this.id}, expires at ${this.expiresAt.toISOString()}`;
  }

  [inspect.custom]() {
    return `[${this}]`;
  }
}

module.exports = { IssuedToken };
