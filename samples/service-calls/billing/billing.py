"""The service billing. It has its callers reviewed by the API server (TokenReview), and calls others with tokens from files.

Needs nothing but Python. Each file holds a token of the account billing for one audience, and is replaced before it expires: a projected volume of a
pod, or a program that keeps such files. SSL_CERT_FILE is the CA of the API server.
"""
import json
import os
import pathlib
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

API_SERVER = os.environ["API_SERVER"]
TOKENS = pathlib.Path(os.environ["TOKEN_DIRECTORY"])
SERVICES = {"orders": os.environ["ORDERS_URL"], "stock": os.environ["STOCK_URL"]}
CALLERS = {"system:serviceaccount:default:orders", "system:serviceaccount:default:stock"}


def send(url, token_name, body=None):
    """A request with the token from a file, which is read each time."""
    headers = {"Authorization": f"Bearer {(TOKENS / token_name).read_text().strip()}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
        return answer.status, answer.read().decode()


def authenticate(token):
    """The account of a caller; None for a caller without a valid token for this service."""
    review = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": {"token": token, "audiences": ["billing"]}}
    _, answer = send(f"{API_SERVER}/apis/authentication.k8s.io/v1/tokenreviews", "api", json.dumps(review).encode())
    status = json.loads(answer)["status"]
    # A server that does not know audiences leaves them out.
    return status["user"]["username"] if status.get("authenticated") and "billing" in status.get("audiences", []) else None


def hello(authorization):
    scheme, _, token = authorization.partition(" ")
    caller = authenticate(token) if scheme.lower() == "bearer" and token else None
    if caller is None:
        return 401, ""
    return (200, f"billing: hello {caller}\n") if caller in CALLERS else (403, "")


def call(name):
    try:
        return send(f"{SERVICES[name]}/hello", name)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/hello":
            status, text = hello(self.headers.get("Authorization", ""))
        elif self.path.startswith("/call/"):  # for the sample: has this service call another one
            status, text = call(self.path.removeprefix("/call/"))
        else:
            status, text = 404, ""
        self.send_response(status)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler)
print(f"listening on http://127.0.0.1:{server.server_address[1]}", flush=True)
server.serve_forever()
