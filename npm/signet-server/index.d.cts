/// <reference lib="esnext.disposable" />

/** Options of a start. */
export interface StartOptions {
  /** The path of the executable. Default: the variable `SIGNET_BINARY`, else the package of the platform. */
  binary?: string;
  /** The port on 127.0.0.1. Default: a free one. */
  port?: number;
  /** How long the start may take, in milliseconds. Default: 30000. */
  startTimeout?: number;
  /** Cancels the start, not the server. */
  signal?: AbortSignal;
}

/** An object of the server. */
export interface ObjectReference {
  readonly apiVersion: string;
  /** `Pod`, `Secret`, `Node`, `ServiceAccount` and so on. */
  readonly kind: string;
  readonly name: string;
  /** Undefined for objects without a namespace, such as nodes. */
  readonly namespace?: string;
  readonly uid: string;
}

/** A service account. */
export interface Account extends ObjectReference {
  readonly namespace: string;
  /** The user name of its tokens and their `sub`: `system:serviceaccount:default:builder`. */
  readonly userName: string;
}

/** An object to create. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

export interface IssueOptions {
  /** The audiences. Default: that of the server. */
  audience?: string | readonly string[];
  /** The lifetime in seconds, at least 600. Default: that of the server, an hour. */
  lifetime?: number;
  /** The pod, secret or node that the token ends with. */
  boundTo?: ObjectReference;
}

/** A token that the server has issued. Printing or serializing it omits the token. */
export class IssuedToken {
  private constructor();
  /** The token, a JWT. */
  readonly value: string;
  /** The end of its lifetime. */
  readonly expiresAt: Date;
  /** The key that signed it (`kid`), for `revokeKey`. */
  readonly keyId: string;
  /** Its id (`jti`). */
  readonly id: string;
  /** Its claims. */
  readonly claims: Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string; readonly aud: string[]; readonly exp: number; readonly iat: number };
}

/** The answer to a TokenReview. */
export interface ReviewResult {
  /** Whether the token is accepted. */
  readonly authenticated: boolean;
  /** The user of the token; undefined when it is refused. */
  readonly userName?: string;
  /** The requested audiences that the token has. */
  readonly audiences: readonly string[];
  /** Why the token is refused; undefined when it is accepted, and when the server gives no reason. */
  readonly error?: string;
}

/** A managed signing key. */
export interface SigningKey {
  readonly keyId: string;
  /** Such as `ES256`. */
  readonly algorithm: string;
  /** `Next`, `Current` and the other states of `signet keys list`. */
  readonly state: string;
  /** From when it signs. */
  readonly signsFrom?: Date;
}

export interface RequestOptions {
  /** Sent as JSON. */
  body?: unknown;
  /** Sends the request with this token. Default: the administrator's certificate. */
  token?: string | IssuedToken;
  signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  /** Parsed JSON; a string when the answer is not JSON. */
  readonly body: any;
}

/** The server has refused a request, or cannot be reached. */
export class SignetError extends Error {
  /** The status of the answer; undefined without one. */
  readonly statusCode?: number;
  /** Kubernetes' reason: `Forbidden`, `NotFound`. */
  readonly reason?: string;
}

/** The server cannot be started; the message says what to do, or what the server wrote. */
export class SignetStartError extends Error {}

/**
 * A server in a process of its own: HTTPS on 127.0.0.1, in memory, ES256 keys. It ends with `stop()`, and with this process in any case. It does not keep this process
 * running. Its methods send requests as the administrator; a refusal is a `SignetError`.
 */
export class SignetServer {
  private constructor();
  /** `https://127.0.0.1:41234`. */
  readonly url: string;
  /** The issuer of tokens (`iss`). */
  readonly issuer: string;
  /** The CA certificate of the server in PEM. */
  readonly ca: string;
  /** A file with `ca`, for `NODE_EXTRA_CA_CERTS` of other processes. */
  readonly caFile: string;
  /** The administrator's kubeconfig, a file that only this user can read. It has a private key. */
  readonly kubeconfig: string;
  /** The process. */
  readonly pid: number;
  /** A `fetch` that trusts the server, for clients that take one, such as `customFetch` of jose. It sends no credentials by itself. */
  readonly fetch: typeof globalThis.fetch;

  /** Creates a service account, and its namespace when that does not exist. Returns an account that exists already. */
  createAccount(name: string, options?: { namespace?: string }): Promise<Account>;
  /** Creates a pod of an account, for tokens that end with it. */
  createPod(account: Account, name: string, options?: { node?: ObjectReference }): Promise<ObjectReference>;
  /** Creates an empty secret, for tokens that end with it. */
  createSecret(name: string, options?: { namespace?: string }): Promise<ObjectReference>;
  /** Creates a node, for tokens that end with it. */
  createNode(name: string): Promise<ObjectReference>;
  /** Creates an object of any kind that the server has, such as a ClusterRoleBinding. */
  create(manifest: Manifest): Promise<ObjectReference>;
  /** Issues a token by a TokenRequest. */
  issue(account: Pick<Account, 'name' | 'namespace'>, options?: IssueOptions): Promise<IssuedToken>;
  /** Asks by a TokenReview whether the server accepts a token for an audience. Default: the audience of the server. */
  review(token: string | IssuedToken, options?: { audience?: string | readonly string[] }): Promise<ReviewResult>;
  /** Deletes an object or an account, without a grace period: its tokens are refused from now on. */
  delete(object: ObjectReference): Promise<void>;
  /** Deletes an object by name. The default namespace is `default`, the default version `v1`. */
  delete(kind: string, name: string, options?: { namespace?: string; apiVersion?: string }): Promise<void>;
  /** Sends a request to the API; a refusal is an answer, not an error. */
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>;
  /** Reads the signing keys. */
  listKeys(): Promise<SigningKey[]>;
  /** Publishes the next signing key. It signs after a day; with `immediately` it signs when the promise is fulfilled. */
  rotateKeys(options?: { immediately?: boolean }): Promise<SigningKey>;
  /** Revokes a signing key: its tokens are refused from now on, the JWKS loses it, and another key signs. */
  revokeKey(keyId: string): Promise<void>;
  /** Ends the server and removes its files. May be called again. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a server; it accepts requests when the promise is fulfilled. A failure is a `SignetStartError`. */
export function startSignet(options?: StartOptions): Promise<SignetServer>;

/** The path of the executable. A `SignetStartError` says what to do when there is none. */
export function binaryPath(given?: string): string;
