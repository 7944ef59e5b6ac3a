'use strict';

const fs = require('node:fs/promises');
const { Api } = require('./api.cjs');
const { binaryPath } = require('./binary.cjs');
const { SignetStartError } = require('./errors.cjs');
const { createFetch } = require('./fetch.cjs');
const { HttpClient } = require('./http.cjs');
const { Keys } = require('./keys.cjs');
const { ServerProcess } = require('./process.cjs');
const { IssuedToken } = require('./token.cjs');

const DEFAULT_START_TIMEOUT = 30_000;
const AUTHENTICATION = 'authentication.k8s.io/v1';

/** A server in a process of its own, which ends with this one. index.d.cts describes the members. */
class SignetServer {
  #process;
  #clients;
  #api;
  #keys;

  constructor(running, ca, certificate) {
    const { report } = running;
    this.#process = running;
    this.url = report.address;
    this.issuer = report.issuer;
    this.kubeconfig = report.kubeconfig;
    this.caFile = report.caFile;
    this.ca = ca;
    this.pid = running.pid;
    const explain = () => running.end;
    this.#clients = [new HttpClient(this.url, { ca, ...certificate }, explain), new HttpClient(this.url, { ca }, explain)];
    this.#api = new Api(...this.#clients);
    this.#keys = new Keys(this.#api);
    this.fetch = createFetch(this.#clients[1]);
  }

  static async start({ binary, port = 0, startTimeout = DEFAULT_START_TIMEOUT, signal } = {}) {
    const running = await ServerProcess.start(binaryPath(binary), ['--secure-port', String(port)], { timeout: startTimeout, signal });
    try {
      const [ca, kubeconfig] = await Promise.all([running.report.caFile, running.report.kubeconfig].map((file) => fs.readFile(file, 'utf8')));
      return new SignetServer(running, ca, { cert: dataOf(kubeconfig, 'client-certificate-data'), key: dataOf(kubeconfig, 'client-key-data') });
    } catch (error) {
      await running.stop();
      throw error;
    }
  }

  async createAccount(name, { namespace = 'default' } = {}) {
    await this.#ensureNamespace(namespace);
    const manifest = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } };
    const made = await this.#api.ensure(await this.#api.collectionOf('v1', 'ServiceAccount', namespace), manifest);
    return { ...referenceTo(made, manifest), userName: `system:serviceaccount:${namespace}:${name}` };
  }

  async createPod(account, name, { node } = {}) {
    const spec = { serviceAccountName: account.name, containers: [{ name: 'main', image: 'none' }] };
    if (node) {
      spec.nodeName = node.name;
    }

    return this.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: account.namespace }, spec });
  }

  async createSecret(name, { namespace = 'default' } = {}) {
    await this.#ensureNamespace(namespace);
    return this.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace } });
  }

  async createNode(name) {
    return this.create({ apiVersion: 'v1', kind: 'Node', metadata: { name } });
  }

  async create(manifest) {
    const collection = await this.#api.collectionOf(manifest.apiVersion, manifest.kind, manifest.metadata?.namespace ?? 'default');
    return referenceTo(await this.#api.call('POST', collection, manifest), manifest);
  }

  async issue(account, { audience = [], lifetime, boundTo } = {}) {
    const collection = await this.#api.collectionOf('v1', 'ServiceAccount', account.namespace);
    const spec = { audiences: [audience].flat() };
    if (lifetime !== undefined) {
      spec.expirationSeconds = lifetime;
    }

    if (boundTo) {
      spec.boundObjectRef = { apiVersion: boundTo.apiVersion, kind: boundTo.kind, name: boundTo.name, uid: boundTo.uid };
    }

    const request = { apiVersion: AUTHENTICATION, kind: 'TokenRequest', spec };
    const { status } = await this.#api.call('POST', `${collection}/${encodeURIComponent(account.name)}/token`, request);
    return new IssuedToken(status.token, new Date(status.expirationTimestamp));
  }

  async review(token, { audience = [] } = {}) {
    const spec = { token: valueOf(token), audiences: [audience].flat() };
    const { status } = await this.#api.call('POST', `/apis/${AUTHENTICATION}/tokenreviews`, { apiVersion: AUTHENTICATION, kind: 'TokenReview', spec });
    return { authenticated: status.authenticated ?? false, userName: status.user?.username, audiences: status.audiences ?? [], error: status.error };
  }

  async delete(target, name, { namespace = 'default', apiVersion = 'v1' } = {}) {
    const object = typeof target === 'string' ? { apiVersion, kind: target, name, namespace } : target;
    const collection = await this.#api.collectionOf(object.apiVersion, object.kind, object.namespace ?? 'default');
    const options = { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0 };
    if (object.uid !== undefined) {
      options.preconditions = { uid: object.uid };
    }

    await this.#api.call('DELETE', `${collection}/${encodeURIComponent(object.name)}`, options);
  }

  async request(method, path, { body, token, signal } = {}) {
    return this.#api.request(method, path, { body, token: token === undefined ? undefined : valueOf(token), signal });
  }

  async listKeys() {
    return this.#keys.list();
  }

  async rotateKeys({ immediately = false } = {}) {
    return this.#keys.rotate(immediately);
  }

  async revokeKey(keyId) {
    await this.#keys.revoke(keyId);
  }

  async stop() {
    await this.#process.stop();
    for (const client of this.#clients) {
      client.close();
    }
  }

  async #ensureNamespace(name) {
    if (name !== 'default') {
      await this.#api.ensure('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    }
  }
}

// Node 20.0 to 20.3 do not have the symbol.
if (Symbol.asyncDispose) {
  SignetServer.prototype[Symbol.asyncDispose] = SignetServer.prototype.stop;
}

function referenceTo(made, { apiVersion, kind }) {
  const { name, namespace, uid } = made.metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }), uid };
}

function valueOf(token) {
  return token instanceof IssuedToken ? token.value : token;
}

/** A field of the kubeconfig that the server has written: base64 of PEM. */
function dataOf(kubeconfig, field) {
  const found = new RegExp(`^ *${field}: ["']?([A-Za-z0-9+/=]+)["']?$`, 'm').exec(kubeconfig);
  if (!found) {
    throw new SignetStartError(`The kubeconfig of the server has no ${field}: this binary is not one that this package can use`);
  }

  return Buffer.from(found[1], 'base64').toString('utf8');
}

module.exports = { SignetServer };
