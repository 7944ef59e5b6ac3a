"""Stands in for the jwt auth method of Vault and OpenBao, mounted at auth/signet, with their HTTP API and the checks that they document."""
import json
import secrets

import jwt

from stand_in import Issuer, Refused, serve

config, roles, issued = {}, {}, {}
KNOWN_CONFIG = {"oidc_discovery_url", "oidc_discovery_ca_pem", "jwks_url", "jwks_ca_pem", "bound_issuer", "jwt_supported_algs", "default_role"}
KNOWN_ROLE = {"role_type", "bound_audiences", "bound_subject", "bound_claims", "user_claim", "claim_mappings", "token_policies", "token_ttl"}


def refuse_unless(condition, message):
    if not condition:
        raise Refused(400, {"errors": [message]})


def configure(request):
    new = json.loads(request.body)
    refuse_unless(new.keys() <= KNOWN_CONFIG, f"not known: {new.keys() - KNOWN_CONFIG}")
    refuse_unless(("oidc_discovery_url" in new) != ("jwks_url" in new), "exactly one of oidc_discovery_url and jwks_url must be set")
    try:
        if "jwks_url" in new:
            issuer = Issuer(new["bound_issuer"], new.get("jwks_ca_pem"), new["jwks_url"])
        else:
            issuer = Issuer(new["oidc_discovery_url"], new.get("oidc_discovery_ca_pem"))
    except (OSError, ValueError) as error:
        raise Refused(400, {"errors": [f"error checking the issuer: {error}"]}) from error
    refuse_unless(new.get("bound_issuer", issuer.url) == issuer.url, "no token can have the bound issuer")
    config.update(issuer=issuer, algorithms=new.get("jwt_supported_algs", ["RS256"]))
    return 204, {}


def write_role(request):
    role = json.loads(request.body)
    refuse_unless(role.keys() <= KNOWN_ROLE, f"not known: {role.keys() - KNOWN_ROLE}")
    refuse_unless(role["role_type"] == "jwt" and "user_claim" in role, "role_type or user_claim is missing")
    refuse_unless(role.keys() & {"bound_audiences", "bound_subject", "bound_claims"}, "a role must be bound to something")
    roles[request.route.rpartition("/")[2]] = role
    return 204, {}


def claim(claims, name):
    """A claim by its name, or by a JSON pointer."""
    for part in name[1:].split("/") if name.startswith("/") else [name]:
        claims = claims.get(part) if isinstance(claims, dict) else None
    return claims


def log_in(request):
    login = json.loads(request.body)
    role = roles.get(login["role"])
    refuse_unless(role, f'role "{login["role"]}" could not be found')
    try:
        claims = config["issuer"].verify(login["jwt"], role.get("bound_audiences", []), config["algorithms"], leeway=150)
    except jwt.PyJWTError as error:
        raise Refused(400, {"errors": [f"error validating token: {error}"]}) from error
    refuse_unless(role.get("bound_subject") in (None, claims["sub"]), "error validating token: sub claim does not match bound subject")
    for name, value in role.get("bound_claims", {}).items():
        accepted = value if isinstance(value, list) else [value]
        refuse_unless(claim(claims, name) in accepted, f'claim "{name}" does not match any associated bound claim values')
    token = secrets.token_urlsafe()
    issued[token] = role["token_policies"]
    metadata = {"role": login["role"], **{to: claim(claims, name) for name, to in role.get("claim_mappings", {}).items()}}
    return 200, {"auth": {"client_token": token, "policies": role["token_policies"], "metadata": metadata,
                          "display_name": claim(claims, role["user_claim"])}}


def read_secret(request):
    if "builder" not in issued.get(request.headers.get("X-Vault-Token"), []):
        raise Refused(403, {"errors": ["permission denied"]})
    return 200, {"data": {"data": {"password": "the password of the build"}}}


serve({
    ("POST", "/v1/auth/signet/config"): configure,
    ("POST", "/v1/auth/signet/role/*"): write_role,
    ("POST", "/v1/auth/signet/login"): log_in,
    ("GET", "/v1/secret/data/builder"): read_secret,
})
