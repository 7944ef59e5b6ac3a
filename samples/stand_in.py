"""What the stand-ins of the samples share: an HTTP server on loopback, and the verification of tokens by the documents of their issuer.

A stand-in is for the product that a sample is about. It reads the same configuration, and makes the checks that the product documents.
"""
import json
import ssl
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt


class Refused(Exception):
    """An answer that is no success: the status, and the body as text or JSON."""

    def __init__(self, status, body):
        super().__init__(body)
        self.status, self.body = status, body


class Issuer:
    """An issuer of tokens, by OpenID Connect Discovery. With jwks_uri the discovery document is not read.

    The CA certificates are those of ca_pem, else of SSL_CERT_FILE, else of the system.
    """

    def __init__(self, url, ca_pem=None, jwks_uri=None):
        if not (jwks_uri or url).startswith("https://"):
            raise ValueError(f"{jwks_uri or url} is not an https:// URL")
        self.url, self._jwks_uri = url, jwks_uri
        self._context = ssl.create_default_context(cadata=ca_pem)
        if jwks_uri:
            return
        configuration = self._read(url.rstrip("/") + "/.well-known/openid-configuration")
        if configuration["issuer"] != url:
            raise ValueError(f"the document of {url} is that of {configuration['issuer']}")
        self._jwks_uri = configuration["jwks_uri"]

    def _read(self, url):
        request = urllib.request.Request(url, headers={"Accept": "application/json"})
        with urllib.request.urlopen(request, context=self._context) as answer:
            return json.load(answer)

    def verify(self, token, audiences, algorithms=("RS256",), leeway=0):
        """The claims of a token. Raises a jwt.PyJWTError that says what is wrong with it."""
        if jwt.decode(token, options={"verify_signature": False}).get("iss") != self.url:
            raise jwt.InvalidIssuerError("Invalid issuer")
        kid = jwt.get_unverified_header(token).get("kid")
        key = next((key for key in self._read(self._jwks_uri)["keys"] if key["kid"] == kid), None)
        if key is None:
            raise jwt.InvalidSignatureError("no key of the issuer has the kid of the token")
        return jwt.decode(
            token, jwt.PyJWK(key).key, algorithms=list(algorithms), issuer=self.url, audience=list(audiences), leeway=leeway,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]})


def serve(routes, certificate=None):
    """Serves until the process ends. routes: (method, path with * at its end for a prefix) to a function of the request that returns
    a status and a body: a dictionary becomes JSON, a string XML. certificate: the files of certificate and key for HTTPS."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            url = urllib.parse.urlsplit(self.path)
            self.body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self.query = dict(urllib.parse.parse_qsl(url.query))
            self.route = url.path
            function = next((function for (method, path), function in routes.items() if method == self.command and (
                url.path.startswith(path[:-1]) if path.endswith("*") else url.path == path)), None)
            try:
                status, body = function(self) if function else (404, {"error": f"no {self.command} {url.path}"})
            except Refused as refused:
                status, body = refused.status, refused.body
            content = (body if isinstance(body, str) else json.dumps(body)).encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/xml" if isinstance(body, str) else "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = answer

        def form(self):
            return dict(urllib.parse.parse_qsl(self.body))

        def bearer(self):
            return self.headers.get("Authorization", "").partition(" ")[2]

        def log_message(self, *_):
            """Nothing: URLs and headers may hold tokens."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print(f"listening on {'https' if certificate else 'http'}://{'localhost' if certificate else '127.0.0.1'}:{server.server_address[1]}", flush=True)
    server.serve_forever()
