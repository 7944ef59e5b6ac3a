"""Stands in for Envoy: reads envoy.yaml, refuses fields that Envoy does not have, and answers requests as the filter jwt_authn would.

It knows the part of Envoy's configuration that envoy.yaml uses. The names of the fields are those of Envoy's v3 API; Envoy itself does not run here.
Usage: envoy.py envoy.yaml
"""
import sys
import urllib.request

import jwt
import yaml

from stand_in import Issuer, Refused, serve

# The fields of the messages, as far as they are known here; "*" stands for the keys of a map.
STRING_MATCHER = {"exact": str}
ENDPOINTS = {"cluster_name": str, "endpoints": [{"lb_endpoints": [{"endpoint": {"address": {"socket_address": {"address": str, "port_value": int}}}}]}]}
HTTP_URI = {"uri": str, "cluster": str, "timeout": str}
JWT_AUTHENTICATION = {
    "providers": {"*": {
        "issuer": str, "audiences": [str], "require_expiration": bool, "clock_skew_seconds": int,
        "remote_jwks": {"http_uri": HTTP_URI, "cache_duration": str, "async_fetch": {"fast_listener": bool}},
        "claim_to_headers": [{"header_name": str, "claim_name": str}],
    }},
    "rules": [{"match": {"path": str, "prefix": str}, "requires": {"provider_name": str}}],
}
TYPES = {
    "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager": {
        "stat_prefix": str,
        "route_config": {"virtual_hosts": [{"name": str, "domains": [str], "routes": [{"match": {"prefix": str}, "route": {"cluster": str}}]}]},
        "http_filters": [{"name": str, "typed_config": "any"}],
    },
    "envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication": JWT_AUTHENTICATION,
    "envoy.extensions.filters.http.router.v3.Router": {},
    "envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext": {
        "sni": str,
        "common_tls_context": {"validation_context": {
            "trusted_ca": {"filename": str}, "match_typed_subject_alt_names": [{"san_type": str, "matcher": STRING_MATCHER}]}},
    },
}
BOOTSTRAP = {"static_resources": {
    "listeners": [{"name": str, "address": {"socket_address": {"address": str, "port_value": int}},
                   "filter_chains": [{"filters": [{"name": str, "typed_config": "any"}]}]}],
    "clusters": [{"name": str, "type": str, "load_assignment": ENDPOINTS, "transport_socket": {"name": str, "typed_config": "any"}}],
}}


def validate(value, schema, path):
    if schema == "any":
        value = dict(value)
        schema = TYPES[value.pop("@type").removeprefix("type.googleapis.com/")]
    if isinstance(schema, dict):
        for name, field in value.items():
            if name not in schema and "*" not in schema:
                sys.exit(f"{path}: Envoy has no field {name}, or the stand-in does not know it")
            validate(field, schema.get(name, schema.get("*")), f"{path}.{name}")
    elif isinstance(schema, list):
        for index, item in enumerate(value):
            validate(item, schema[0], f"{path}[{index}]")
    elif not isinstance(value, schema):
        sys.exit(f"{path}: not {schema.__name__}")


configuration = yaml.safe_load(open(sys.argv[1]))
validate(configuration, BOOTSTRAP, "bootstrap")
resources = configuration["static_resources"]
clusters = {cluster["name"]: cluster for cluster in resources["clusters"]}
manager = resources["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"]
filters = {each["name"]: each["typed_config"] for each in manager["http_filters"]}
if list(filters) != ["envoy.filters.http.jwt_authn", "envoy.filters.http.router"]:
    sys.exit("the router must be the last filter, behind jwt_authn")
authentication = filters["envoy.filters.http.jwt_authn"]


def issuer_of(provider):
    """The keys come from the cluster of http_uri, with its CA and the name that it requires of the certificate."""
    uri = provider["remote_jwks"]["http_uri"]
    context = clusters[uri["cluster"]]["transport_socket"]["typed_config"]["common_tls_context"]["validation_context"]
    names = [name["matcher"]["exact"] for name in context["match_typed_subject_alt_names"]]
    if uri["uri"].split("/")[2].rpartition(":")[0] not in names:
        sys.exit("the certificate of the issuer has none of the names in match_typed_subject_alt_names")
    return Issuer(provider["issuer"], open(context["trusted_ca"]["filename"]).read(), uri["uri"])


issuers = {name: issuer_of(provider) for name, provider in authentication["providers"].items()}


def rule_of(path):
    for rule in authentication["rules"]:
        if rule["match"].get("path") == path or path.startswith(rule["match"].get("prefix", "\0")):
            return rule.get("requires")
    return None


def answer(request):
    requirement = rule_of(request.route)
    headers = {}
    if requirement:
        provider = authentication["providers"][requirement["provider_name"]]
        try:
            if not request.bearer():
                raise Refused(401, "Jwt is missing")
            claims = issuers[requirement["provider_name"]].verify(
                request.bearer(), provider["audiences"], ["RS256", "ES256"], leeway=provider.get("clock_skew_seconds", 60))
        except jwt.InvalidAudienceError as error:
            raise Refused(403, "Audiences in Jwt are not allowed") from error
        except jwt.InvalidIssuerError as error:
            raise Refused(401, "Jwt issuer is not configured") from error
        except jwt.ExpiredSignatureError as error:
            raise Refused(401, "Jwt is expired") from error
        except jwt.DecodeError as error:
            raise Refused(401, "Jwt verification fails") from error
        headers = {each["header_name"]: claims[each["claim_name"]] for each in provider["claim_to_headers"]}
    endpoint = clusters[manager["route_config"]["virtual_hosts"][0]["routes"][0]["route"]["cluster"]]["load_assignment"]["endpoints"][0]["lb_endpoints"][0]
    address = endpoint["endpoint"]["address"]["socket_address"]
    with urllib.request.urlopen(urllib.request.Request(f"http://{address['address']}:{address['port_value']}{request.route}", headers=headers)) as response:
        return 200, response.read().decode()


serve({("GET", "/*"): answer})
