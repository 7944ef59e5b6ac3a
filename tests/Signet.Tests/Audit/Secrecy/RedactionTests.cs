using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Signet.Server.Audit.Events;
using Signet.Server.Audit.Secrecy;
using Signet.Server.Http;
using Signet.Server.Http.Targets;

namespace Signet.Tests.Audit.Secrecy;

/// <summary>What is masked in audit events, in every form of a body.</summary>
public sealed class RedactionTests
{
    private const string Jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";

    private static readonly string[] Fields = ["data", "stringData", "Data", "spec", "status", "token"];

    [Theory]
    [InlineData("/api/v1/namespaces/a/secrets", "POST", """{"data":{"a":"hidden"},"stringData":{"b":"hidden"},"type":"Opaque"}""", """{"data":{"a":"REDACTED"},"stringData":{"b":"REDACTED"},"type":"Opaque"}""")]
    [InlineData("/api/v1/namespaces/a/secrets", "POST", """{"stringdata":{"a":"hidden"},"data":["hidden"],"x":1}""", """{"stringdata":{"a":"REDACTED"},"data":"REDACTED","x":"REDACTED"}""")]
    [InlineData("/api/v1/namespaces/a/secrets", "POST", """{"metadata":"hidden","data":null}""", """{"metadata":"REDACTED","data":"REDACTED"}""")]
    [InlineData("/api/v1/namespaces/a/secrets", "POST", """{"kind":"ConfigMap","data":{"a":{"b":"hidden"}}}""", """{"kind":"ConfigMap","data":{"a":"REDACTED"}}""")]
    [InlineData(
        "/api/v1/namespaces/a/secrets/b",
        "PATCH",
        """{"metadata":{"labels":{"l":"1"},"annotations":{"x":"y","kubectl.kubernetes.io/last-applied-configuration":"hidden"}}}""",
        """{"metadata":{"labels":{"l":"1"},"annotations":{"x":"y","kubectl.kubernetes.io/last-applied-configuration":"REDACTED"}}}""")]
    [InlineData(
        "/api/v1/namespaces/a/secrets/b",
        "PATCH",
        """[{"op":"add","path":"/data/a","value":"hidden"},{"op":"test","path":"","value":{"data":{"a":"hidden"}}},{"op":"remove","path":"/data/c"}]""",
        """[{"op":"add","path":"/data/a","value":"REDACTED"},{"op":"test","path":"","value":"REDACTED"},{"op":"remove","path":"/data/c"}]""")]
    [InlineData("/api/v1/namespaces/a/secrets/b", "DELETE", """{"propagationPolicy":"Orphan"}""", """{"propagationPolicy":"Orphan"}""")]
    [InlineData("/api/v1/namespaces/a/configmaps", "POST", """{"kind":"ConfigMap","data":{"a":"seen"}}""", """{"kind":"ConfigMap","data":{"a":"seen"}}""")]
    [InlineData("/api/v1/namespaces/a/configmaps", "POST", """{"data":{"a":"hidden"},"kind":"Secret"}""", """{"data":{"a":"REDACTED"},"kind":"Secret"}""")]
    [InlineData("/api/v1/namespaces/a/configmaps", "POST", """{"kind":"Secret","data":{"a":"hidden"},"kind":"ConfigMap"}""", """{"kind":"Secret","data":{"a":"REDACTED"},"kind":"ConfigMap"}""")]
    [InlineData("/api/v1/namespaces/a/configmaps", "POST", """{"kind":"List","items":[{"kind":"Secret","data":{"a":"hidden"}}]}""", """{"kind":"List","items":[{"kind":"Secret","data":{"a":"REDACTED"}}]}""")]
    [InlineData("/api/v1/namespaces/a/serviceaccounts/b/token", "POST", """{"spec":{"audiences":["a"]},"status":{"token":"hidden"}}""", """{"spec":{"audiences":["a"]},"status":{"token":"REDACTED"}}""")]
    [InlineData("/apis/authentication.k8s.io/v1/tokenreviews", "POST", """{"token":"hidden","spec":{"token":["hidden"]}}""", """{"token":"REDACTED","spec":{"token":"REDACTED"}}""")]
    [InlineData("/apis/authentication.k8s.io/v1/selfsubjectreviews", "POST", """{"token":"hidden"}""", """{"token":"REDACTED"}""")]
    public void Apply_Request_MasksSensitiveFields(string path, string method, string body, string expected) =>
        Assert.Equal(expected, Apply(body, SensitiveFields.OfRequest(RequestInfoReader.Read(method, RequestTarget.Read(path)))));

    [Theory]
    [InlineData("""{"kind":"Secret","apiVersion":"v1","metadata":{"name":"a"},"data":{"a":"hidden"}}""", """{"kind":"Secret","apiVersion":"v1","metadata":{"name":"a"},"data":{"a":"REDACTED"}}""")]
    [InlineData("""{"kind":"SecretList","items":[{"metadata":{"name":"a"},"data":{"a":"hidden"}}]}""", """{"kind":"SecretList","items":[{"metadata":{"name":"a"},"data":{"a":"REDACTED"}}]}""")]
    [InlineData("""{"kind":"TokenReview","spec":{"token":"hidden"},"status":{"user":{"username":"a"}}}""", """{"kind":"TokenReview","spec":{"token":"REDACTED"},"status":{"user":{"username":"a"}}}""")]
    [InlineData("""{"kind":"Status","code":404,"details":{"name":"a"}}""", """{"kind":"Status","code":404,"details":{"name":"a"}}""")]
    public void Apply_Response_MasksSensitiveFields(string body, string expected) => Assert.Equal(expected, Apply(body, Sensitivity.None));

    [Fact]
    public void Apply_OmitManagedFields_RemovesThemFromObjectsAndLists() => Assert.Equal(
        """{"kind":"SecretList","items":[{"metadata":{"name":"a"}},{"metadata":{}}]}""",
        Apply("""{"kind":"SecretList","items":[{"metadata":{"managedFields":[{}],"name":"a"}},{"metadata":{"managedFields":[]}}]}""", Sensitivity.None, omitManagedFields: true));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"data\":{\"a\":\"hidden\"}")]
    [InlineData("kind: Secret")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    public void Apply_InvalidBody_IsOmitted(string body) => Assert.Empty(Apply(body, Sensitivity.None));

    [Theory]
    [InlineData("a", "a")]
    [InlineData(Jwt, "REDACTED")]
    [InlineData($"Bearer {Jwt}, {Jwt}!", "Bearer REDACTED, REDACTED!")]
    [InlineData("eyJ.and.no-more", "REDACTED")]
    [InlineData("eyJhbGciOiJub25lIn0.only-one-dot", "eyJhbGciOiJub25lIn0.only-one-dot")]
    [InlineData("keyJ keyboard.example.com they.were.here", "keyJ keyboard.example.com they.were.here")]
    public void Mask_Tokens_AreMaskedAtEveryPosition(string text, string expected) => Assert.Equal(expected, TokenMask.Apply(text));

    [Fact]
    public void Apply_TokenInAnyText_IsMasked() => Assert.Equal(
        """{"metadata":{"annotations":{"REDACTED":"x REDACTED y"}}}""",
        Apply("""{"metadata":{"annotations":{"JWT":"x JWT y"}}}""".Replace("JWT", Jwt, StringComparison.Ordinal), Sensitivity.None));

    [Theory]
    [InlineData("/api/v1/pods", "/api/v1/pods")]
    [InlineData("/api/v1/pods?limit=1&token=a&access_token=b&watch", "/api/v1/pods?limit=1&token=REDACTED&access_token=REDACTED&watch")]
    [InlineData("/?%74oken=a&&token&x=token", "/?%74oken=REDACTED&&token&x=token")]
    [InlineData("/?Authorization=Bearer+a", "/?Authorization=REDACTED")]
    [InlineData("/?&token=a", "/?&token=REDACTED")]
    [InlineData("/?token=a?token=b", "/?token=REDACTED")]
    [InlineData("/%zz?%zz=a&token=", "/%zz?%zz=a&token=REDACTED")]
    [InlineData($"/{Jwt}?x={Jwt}", "/REDACTED?x=REDACTED")]
    public void Uri_Credentials_AreMasked(string target, string expected) => Assert.Equal(expected, AuditedUri.Of(target));

    /// <summary>For any secret, only names and the values of unmasked fields are recorded.</summary>
    [Fact]
    public void Apply_AnySecret_MasksItsData() => Gen.Select(Gen.Int[0, Fields.Length - 1], Gen.Int[0, 4], Gen.Bool)
        .Sample((field, depth, isToken) =>
        {
            var value = isToken ? "eyJoaWRkZW4tdmFsdWU.x.y" : "hidden-value";
            JsonNode node = value;
            for (var i = 0; i < depth; i++)
            {
                node = i % 2 == 0 ? new JsonObject { ["k" + i] = node } : new JsonArray(node);
            }

            var shown = Apply(new JsonObject { [Fields[field]] = node }.ToJsonString(), Sensitivity.Secret);

            return shown.Length > 0 && !shown.Contains(value, StringComparison.Ordinal);
        });

    private static string Apply(string body, Sensitivity expected, bool omitManagedFields = false) =>
        Encoding.UTF8.GetString(Redaction.Apply(Encoding.UTF8.GetBytes(body), expected, omitManagedFields).Span);
}
