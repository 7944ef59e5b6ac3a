"""Stands in for Google's Security Token Service, IAM Credentials API and a bucket, with the checks that Google documents.

Usage: gcp.py PROVIDER.json POLICY.json
"""
import datetime
import json
import re
import secrets
import sys

import jwt

from stand_in import Issuer, Refused, serve

provider, policy = (json.load(open(file)) for file in sys.argv[1:3])
POOL = "iam.googleapis.com/projects/123456789/locations/global/workloadIdentityPools/signet"
ACCOUNT = "builder@example.iam.gserviceaccount.com"
federated, access = {}, {}


def value_of(expression, claims):
    """The value of a CEL expression of the form assertion.NAME or assertion['NAME']['NAME']: CEL has more, which is refused here."""
    if not re.fullmatch(r"assertion(\.\w+|\['[^']+'\])+", expression):
        raise ValueError(f"the stand-in does not know the expression {expression}")
    for name, quoted in re.findall(r"\.(\w+)|\['([^']+)'\]", expression):
        claims = claims[name or quoted]
    return claims


def holds(condition, claims):
    expression, expected = re.fullmatch(r"(.+) == '([^']*)'", condition).groups()
    return value_of(expression, claims) == expected


def refuse(error, description):
    raise Refused(400, {"error": error, "error_description": description})


def exchange(request):
    form = request.form()
    for name, expected in {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "requested_token_type": "urn:ietf:params:oauth:token-type:access_token",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
    }.items():
        if form.get(name) != expected:
            refuse("invalid_request", f"Invalid value for {name}")
    if form["audience"] != f"//{POOL}/providers/signet":
        refuse("invalid_target", 'The target service indicated by the "audience" parameters is invalid.')
    try:
        claims = Issuer(provider["oidc"]["issuerUri"]).verify(form["subject_token"], provider["oidc"]["allowedAudiences"], ["RS256", "ES256"])
    except jwt.PyJWTError as error:
        refuse("invalid_grant", f"The ID Token is refused: {error}")
    if claims["exp"] - claims["iat"] > 24 * 3600:
        refuse("invalid_grant", "The ID Token lives for more than 24 hours")
    mapped = {to: value_of(expression, claims) for to, expression in provider["attributeMapping"].items()}
    if len(mapped["google.subject"]) > 127:
        refuse("invalid_grant", "The size of mapped attribute google.subject exceeds the 127 bytes limit")
    if not holds(provider["attributeCondition"], claims):
        refuse("unauthorized_client", "The given credential is rejected by the attribute condition.")
    token = secrets.token_urlsafe()
    federated[token] = f"principal://{POOL}/subject/{mapped['google.subject']}"
    return 200, {"access_token": token, "issued_token_type": "urn:ietf:params:oauth:token-type:access_token", "token_type": "Bearer", "expires_in": 3600}


def impersonate(request):
    principal = federated.get(request.bearer())
    members = [member for binding in policy["bindings"] if binding["role"] == "roles/iam.workloadIdentityUser" for member in binding["members"]]
    if principal not in members or request.route != f"/v1/projects/-/serviceAccounts/{ACCOUNT}:generateAccessToken":
        raise Refused(403, {"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "Permission 'iam.serviceAccounts.getAccessToken' denied on resource"}})
    token = secrets.token_urlsafe()
    access[token] = ACCOUNT
    expiry = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
    return 200, {"accessToken": token, "expireTime": f"{expiry:%Y-%m-%dT%H:%M:%SZ}"}


def read_bucket(request):
    if request.bearer() not in access:
        raise Refused(401, {"error": {"code": 401, "message": "Invalid Credentials"}})
    return 200, {"name": "builds", "readBy": access[request.bearer()]}


serve({
    ("POST", "/v1/token"): exchange,
    ("POST", "/v1/projects/-/serviceAccounts/*"): impersonate,
    ("GET", "/storage/v1/b/builds"): read_bucket,
})
