'use strict';

const https = require('node:https');
const { SignetError } = require('./errors.cjs');

/** The time limit of a request, in milliseconds. */
const REQUEST_TIMEOUT = 30_000;

/** Sends requests to the server. */
class HttpClient {
  #agent;
  #url;
  #explain;

  /**
   * @param {string} url The address of the server.
   * @param {{ ca: string, cert?: string, key?: string }} credentials The CA of the server; the certificate of the client.
   * @param {() => string | undefined} explain Why the server has ended.
   */
  constructor(url, credentials, explain) {
    this.#agent = new https.Agent({ ...credentials, keepAlive: true });
    this.#url = url;
    this.#explain = explain;
  }

  /** Sends a request and reads the whole answer. */
  send(method, target, { headers = {}, body, signal } = {}) {
    return new Promise((resolve, reject) => {
      const fail = (cause) => {
        const end = this.#explain();
        reject(signal?.aborted ? signal.reason : new SignetError(end ? `The server has ended: ${end}` : `${method} ${target}: ${cause.message}`, { cause }));
      };
      const request = https.request(new URL(target, this.#url), { method, agent: this.#agent, headers, signal, timeout: REQUEST_TIMEOUT });
      request.once('timeout', () => request.destroy(new Error(`no answer within ${REQUEST_TIMEOUT} ms`)));
      request.once('error', fail);
      request.once('response', (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.once('error', fail);
        response.once('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
      });
      request.end(body);
    });
  }

  close() {
    this.#agent.destroy();
  }
}

module.exports = { HttpClient };
