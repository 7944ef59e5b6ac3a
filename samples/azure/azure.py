"""Stands in for the token endpoint of Microsoft Entra and for a Key Vault, with the checks that Microsoft documents.

Usage: azure.py FEDERATED-CREDENTIAL.json TENANT CLIENT CERTIFICATE KEY
"""
import json
import secrets
import sys

import jwt

from stand_in import Issuer, Refused, serve

credential = json.load(open(sys.argv[1]))
tenant, client = sys.argv[2:4]
issued = set()


def refuse(code, error, message):
    raise Refused(code, {"error": error, "error_description": message, "error_codes": [int(message[6:].partition(":")[0])]})


def configuration(request):
    authority = f"https://{request.headers['Host']}/{tenant}"
    return 200, {
        "issuer": f"{authority}/v2.0",
        "authorization_endpoint": f"{authority}/oauth2/v2.0/authorize",
        "token_endpoint": f"{authority}/oauth2/v2.0/token",
        "jwks_uri": f"{authority}/discovery/v2.0/keys",
    }


def issue(request):
    form = request.form()
    if form.get("client_id") != client:
        refuse(400, "unauthorized_client", f"AADSTS700016: Application with identifier '{form.get('client_id')}' was not found in the directory")
    if form.get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" or form.get("grant_type") != "client_credentials":
        refuse(400, "invalid_request", "AADSTS900144: The request body is incomplete")
    assertion = form["client_assertion"]
    presented = jwt.decode(assertion, options={"verify_signature": False})
    if presented["iss"] != credential["issuer"]:
        refuse(401, "invalid_client", "AADSTS700211: No matching federated identity record found for presented assertion issuer")
    if not set(presented["aud"]) & set(credential["audiences"]):
        refuse(401, "invalid_client", "AADSTS700212: No matching federated identity record found for presented assertion audience")
    if presented["sub"] != credential["subject"]:
        refuse(401, "invalid_client", "AADSTS700213: No matching federated identity record found for presented assertion subject")
    try:
        Issuer(credential["issuer"]).verify(assertion, credential["audiences"])
    except jwt.ExpiredSignatureError:
        refuse(401, "invalid_client", "AADSTS700024: Client assertion is not within its valid time range")
    except jwt.PyJWTError as error:
        refuse(401, "invalid_client", f"AADSTS5000611: The assertion is refused: {error}")
    if form.get("scope", "").split()[:1] != ["https://vault.azure.net/.default"]:
        refuse(400, "invalid_scope", "AADSTS70011: The provided value for the input parameter 'scope' is not valid")
    token = secrets.token_urlsafe()
    issued.add(token)
    return 200, {"token_type": "Bearer", "expires_in": 3599, "access_token": token}


def read_secret(request):
    if request.bearer() not in issued:
        raise Refused(401, {"error": {"code": "Unauthorized"}})
    return 200, {"value": "the password of the build", "readBy": client}


serve({
    ("GET", f"/{tenant}/v2.0/.well-known/openid-configuration"): configuration,
    ("POST", f"/{tenant}/oauth2/v2.0/token"): issue,
    ("GET", "/secrets/password"): read_secret,
}, certificate=sys.argv[4:6])
