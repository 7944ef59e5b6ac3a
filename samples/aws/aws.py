"""Stands in for AWS IAM and STS: AssumeRoleWithWebIdentity and GetCallerIdentity of the query protocol, with the checks that AWS documents.

Usage: aws.py PROVIDER.json TRUST.json ROLE-ARN SECONDS, the lifetime of credentials (AWS gives at least 15 minutes).
"""
import datetime
import json
import secrets
import subprocess
import sys
from xml.sax.saxutils import escape

import jwt

from stand_in import Issuer, Refused, serve

provider, trust = (json.load(open(file)) for file in sys.argv[1:3])
role_arn, lifetime = sys.argv[3], int(sys.argv[4])
name = provider["Url"].removeprefix("https://")
issued = {}
NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"


def refuse(status, code, message):
    raise Refused(status, f'<ErrorResponse xmlns="{NAMESPACE}"><Error><Type>Sender</Type><Code>{code}</Code><Message>{escape(message)}</Message></Error>'
                          f"<RequestId>{secrets.token_hex(8)}</RequestId></ErrorResponse>")


def response(action, content):
    return 200, (f'<{action}Response xmlns="{NAMESPACE}"><{action}Result>{content}</{action}Result>'
                 f"<ResponseMetadata><RequestId>{secrets.token_hex(8)}</RequestId></ResponseMetadata></{action}Response>")


def holds(operator, claim, expected):
    values = claim if isinstance(claim, list) else [claim]
    expected = expected if isinstance(expected, list) else [expected]
    if operator != "StringEquals":
        raise ValueError(f"{operator} is not known here")
    return any(value in expected for value in values)


def allows(statement, claims):
    """Whether a statement of the trust policy allows a token. The keys of conditions are the issuer without https:// and a claim."""
    arn = f"arn:aws:iam::{role_arn.split(':')[4]}:oidc-provider/{name}"
    return (statement["Effect"] == "Allow" and statement["Action"] == "sts:AssumeRoleWithWebIdentity" and statement["Principal"]["Federated"] == arn and
            all(key.startswith(name + ":") and holds(operator, claims.get(key[len(name) + 1:]), value)
                for operator, condition in statement["Condition"].items() for key, value in condition.items()))


def assume_role(form):
    thumbprint = subprocess.run(["./thumbprint.sh", provider["Url"]], capture_output=True, text=True, check=True).stdout.strip()
    if thumbprint.upper() not in (known.upper() for known in provider["ThumbprintList"]):
        refuse(400, "InvalidIdentityToken", "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint")
    token = form["WebIdentityToken"]
    try:
        if jwt.decode(token, options={"verify_signature": False})["iss"] != provider["Url"]:
            refuse(400, "InvalidIdentityToken", "No OpenIDConnect provider found in your account for the issuer of the token")
        claims = Issuer(provider["Url"]).verify(token, provider["ClientIDList"], ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"])
    except jwt.ExpiredSignatureError:
        refuse(400, "ExpiredTokenException", "Token expired")
    except jwt.InvalidAudienceError:
        refuse(400, "InvalidIdentityToken", "Incorrect token audience")
    except jwt.PyJWTError as error:
        refuse(400, "InvalidIdentityToken", str(error))
    if form["RoleArn"] != role_arn or not any(allows(statement, claims) for statement in trust["Statement"]):
        refuse(403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
    key, session = "ASIA" + secrets.token_hex(8).upper(), secrets.token_urlsafe()
    arn = role_arn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/") + "/" + form["RoleSessionName"]
    expiration = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=lifetime)
    issued[key] = session, arn, expiration
    print(f"assumed by token {claims['jti']}", flush=True)
    return response("AssumeRoleWithWebIdentity", (
        f"<SubjectFromWebIdentityToken>{escape(claims['sub'])}</SubjectFromWebIdentityToken><Audience>{escape(claims['aud'][0])}</Audience>"
        f"<AssumedRoleUser><Arn>{arn}</Arn><AssumedRoleId>AROA:{escape(form['RoleSessionName'])}</AssumedRoleId></AssumedRoleUser>"
        f"<Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>{secrets.token_urlsafe(30)}</SecretAccessKey>"
        f"<SessionToken>{session}</SessionToken><Expiration>{expiration:%Y-%m-%dT%H:%M:%SZ}</Expiration></Credentials>"))


def get_caller_identity(headers):
    """Knows the caller by access key and session token; the signature of the request (SigV4) is not checked."""
    key = headers.get("Authorization", "").partition("Credential=")[2].partition("/")[0]
    session, arn, expiration = issued.get(key, (None, None, None))
    if session is None or headers.get("X-Amz-Security-Token") != session:
        refuse(403, "InvalidClientTokenId", "The security token included in the request is invalid")
    if expiration <= datetime.datetime.now(datetime.timezone.utc):
        refuse(403, "ExpiredToken", "The security token included in the request is expired")
    return response("GetCallerIdentity", f"<Arn>{arn}</Arn><UserId>AROA</UserId><Account>{role_arn.split(':')[4]}</Account>")


def answer(request):
    form = request.form()
    return assume_role(form) if form["Action"] == "AssumeRoleWithWebIdentity" else get_caller_identity(request.headers)


serve({("POST", "/"): answer})
