"""Stands in for GitHub: the issuer token.actions.githubusercontent.com, and the endpoint from which runners get the tokens of their jobs.

The bearer token of a request is the JSON of the job: its repository, ref, event and environment. Usage: github.py CERTIFICATE KEY
"""
import json
import sys
import time
import uuid

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from stand_in import serve

keys = {kid: rsa.generate_private_key(public_exponent=65537, key_size=2048) for kid in ("github", "forged")}


def issuer(request):
    return f"https://{request.headers['Host']}"


def configuration(request):
    return 200, {
        "issuer": issuer(request),
        "jwks_uri": f"{issuer(request)}/.well-known/jwks",
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public", "pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }


def jwks(_):
    key = json.loads(RSAAlgorithm.to_jwk(keys["github"].public_key()))
    return 200, {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "github", "n": key["n"], "e": key["e"]}]}


def issue(request):
    job = json.loads(request.bearer())
    owner = job["repository"].partition("/")[0]
    # The subject of a job in an environment names the environment, and that of a pull request nothing else.
    where = (f"environment:{job['environment']}" if "environment" in job else
             "pull_request" if job["event_name"] == "pull_request" else f"ref:{job['ref']}")
    now = int(time.time())
    claims = {
        "iss": issuer(request), "aud": request.query["audience"], "sub": f"repo:{job['repository']}:{where}",
        "jti": str(uuid.uuid4()), "iat": now, "nbf": now - 300, "exp": now + 300,
        "repository": job["repository"], "repository_id": "74", "repository_visibility": "private",
        "repository_owner": owner, "repository_owner_id": "65" if owner == "example" else "66",
        "ref": job["ref"], "ref_type": "branch", "base_ref": "", "head_ref": "", "sha": "example-sha", "event_name": job["event_name"],
        "workflow": "deploy", "workflow_ref": f"{job['repository']}/.github/workflows/deploy.yaml@{job['ref']}",
        "job_workflow_ref": f"{job['repository']}/.github/workflows/deploy.yaml@{job['ref']}",
        "actor": "octocat", "actor_id": "12", "run_id": "30433642", "run_number": "10", "run_attempt": "1",
        "runner_environment": job.get("runner_environment", "github-hosted"),
    }
    if "environment" in job:
        claims["environment"] = job["environment"]
    return 200, {"value": jwt.encode(claims, keys[job.get("key", "github")], "RS256", headers={"kid": "github"})}


serve({
    ("GET", "/.well-known/openid-configuration"): configuration,
    ("GET", "/.well-known/jwks"): jwks,
    ("GET", "/token"): issue,
}, certificate=sys.argv[1:3])
