'use strict';

const { SignetError } = require('./errors.cjs');

/** The API of the server, in JSON, as the administrator or with a token. */
class Api {
  #administrator;
  #anonymous;
  #resources = new Map();

  /**
   * @param {import('./http.cjs').HttpClient} administrator Has the client certificate.
   * @param {import('./http.cjs').HttpClient} anonymous Has no certificate.
   */
  constructor(administrator, anonymous) {
    this.#administrator = administrator;
    this.#anonymous = anonymous;
  }

  /** Sends a request; returns status and parsed body, also of a refusal. */
  async request(method, path, { body, token, signal } = {}) {
    const headers = { accept: 'application/json' };
    if (token !== undefined) {
      headers.authorization = `Bearer ${token}`;
    }

    let sent;
    if (body !== undefined) {
      sent = Buffer.from(JSON.stringify(body));
      headers['content-type'] = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      headers['content-length'] = sent.length;
    }

    const client = token === undefined ? this.#administrator : this.#anonymous;
    const answer = await client.send(method, path, { headers, body: sent, signal });
    return { status: answer.status, body: parse(answer.body.toString('utf8')) };
  }

  /** Sends a request of the administrator; a refusal is an error. */
  async call(method, path, body) {
    return require_(await this.request(method, path, { body }), `${method} ${path}`);
  }

  /** Creates an object; returns the existing one if there is one. */
  async ensure(collection, manifest) {
    const created = await this.request('POST', collection, { body: manifest });
    return created.status === 409
      ? this.call('GET', `${collection}/${encodeURIComponent(manifest.metadata.name)}`)
      : require_(created, `POST ${collection}`);
  }

  /** The path of the collection of a kind, by the discovery documents of the server. */
  async collectionOf(apiVersion, kind, namespace) {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    if (!this.#resources.has(apiVersion)) {
      this.#resources.set(apiVersion, (await this.call('GET', root)).resources);
    }

    const resource = this.#resources.get(apiVersion).find((each) => each.kind === kind && !each.name.includes('/'));
    if (!resource) {
      throw new SignetError(`The server does not serve ${kind} of ${apiVersion}`, { statusCode: 404, reason: 'NotFound' });
    }

    return resource.namespaced ? `${root}/namespaces/${encodeURIComponent(namespace)}/${resource.name}` : `${root}/${resource.name}`;
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text; // Such as the "ok" of /readyz.
  }
}

function require_({ status, body }, what) {
  if (status >= 200 && status < 300) {
    return body;
  }

  throw new SignetError(body?.message ?? `${what}: the server answered ${status}`, { statusCode: status, reason: body?.reason });
}

module.exports = { Api };
