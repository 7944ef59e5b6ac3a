'use strict';

/**
 * A `fetch` for the server, whose CA certificate is not among those that Node trusts. It is for clients that take one, such as jose (`customFetch`), and for the
 * requests that they send: a method, headers and a body of text or bytes.
 * @param {import('./http.cjs').HttpClient} client
 * @returns {typeof fetch}
 */
function createFetch(client) {
  return async (input, init = {}) => {
    const request = input instanceof Request ? new Request(input, init) : new Request(String(input), init);
    const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer());
    const headers = Object.fromEntries(request.headers);
    if (body) {
      headers['content-length'] = String(body.length);
    }

    const answer = await client.send(request.method, request.url, { headers, body, signal: request.signal });
    const received = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) {
      for (const each of [value].flat()) {
        received.append(name, each);
      }
    }

    const isEmpty = [204, 205, 304].includes(answer.status) || request.method === 'HEAD';
    return new Response(isEmpty ? null : answer.body, { status: answer.status, headers: received });
  };
}

module.exports = { createFetch };
