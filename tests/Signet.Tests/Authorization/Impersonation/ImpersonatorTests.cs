using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Primitives;
using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Server.Authorization.Impersonation;
using Signet.Server.Http.Requests;
using Signet.Tests.Http;

namespace Signet.Tests.Authorization.Impersonation;

/// <summary>Which users a caller may impersonate, by which permissions.</summary>
public sealed class ImpersonatorTests
{
    private const string Secrets = "/api/v1/namespaces/n/secrets";
    private static readonly UserInfo Caller = new() { Name = "caller", Uid = "u", Groups = ["own"] };

    [Theory]
    [InlineData("User=erin", "impersonate users//erin", "erin: system:authenticated", "")]
    [InlineData("User=erin|Group=a|Group=|Group=a", "impersonate users//erin;impersonate groups//a;impersonate groups//", "erin: a,,a,system:authenticated", "")]
    [InlineData("User=erin|Group=system:unauthenticated", "impersonate users//erin;impersonate groups//system:unauthenticated", "erin: system:unauthenticated", "")]
    [InlineData("User=system:anonymous", "impersonate users//system:anonymous", "system:anonymous: system:unauthenticated", "")]
    [InlineData("User=system:serviceaccount:a:b", "impersonate serviceaccounts/a/b", "system:serviceaccount:a:b: system:serviceaccounts,system:serviceaccounts:a,system:authenticated", "")]
    [InlineData("User=system:serviceaccount:a:b|Group=g", "impersonate serviceaccounts/a/b;impersonate groups//g", "system:serviceaccount:a:b: g,system:authenticated", "")]
    [InlineData("User=system:serviceaccount:a:B", "impersonate users//system:serviceaccount:a:B", "system:serviceaccount:a:B: system:authenticated", "")]
    [InlineData("User=system:node:n1", "impersonate users//system:node:n1", "system:node:n1: system:authenticated", "")]
    [InlineData("User=erin|Uid=7|Extra-Acme.com%2FTeam=red", "impersonate users//erin;impersonate uids//7;impersonate userextras//red", "erin/7: system:authenticated acme.com/team=red", "")]
    [InlineData("User=erin", "impersonate-on:user-info:list secrets/n/;impersonate:user-info users//erin", "erin: system:authenticated", "impersonate:user-info")]
    [InlineData("User=system:node:n1", "impersonate-on:arbitrary-node:list secrets/n/;impersonate:arbitrary-node nodes//n1", "system:node:n1: system:nodes,system:authenticated", "impersonate:arbitrary-node")]
    [InlineData("User=system:node:UPPER", "impersonate-on:user-info:list secrets/n/;impersonate:user-info users//system:node:UPPER", "system:node:UPPER: system:authenticated", "impersonate:user-info")]
    [InlineData("User=system:node:-x|Group=system:nodes", "impersonate-on:user-info:list secrets/n/;impersonate:user-info users//system:node:-x;impersonate:user-info groups//system:nodes", "system:node:-x: system:nodes,system:authenticated", "impersonate:user-info")]
    [InlineData("User=system:node:n1.example", "impersonate-on:arbitrary-node:list secrets/n/;impersonate:arbitrary-node nodes//n1.example", "system:node:n1.example: system:nodes,system:authenticated", "impersonate:arbitrary-node")]
    [InlineData("User=system:serviceaccount:a:b", "impersonate-on:serviceaccount:list secrets/n/;impersonate:serviceaccount serviceaccounts/a/b", "system:serviceaccount:a:b: system:serviceaccounts,system:serviceaccounts:a,system:authenticated", "impersonate:serviceaccount")]
    public async Task Impersonate_WithPermissions_IsThatUser(string headers, string rights, string expected, string constraint)
    {
        var (refused, request) = await ImpersonateAsync(headers, rights);

        Assert.Null(refused);
        var extra = string.Concat(request.User.Extra.Select(pair => $" {pair.Key}={string.Join(',', pair.Value)}"));
        var uid = request.User.Uid.Length == 0 ? "" : "/" + request.User.Uid;
        Assert.Equal(expected, $"{request.User.Name}{uid}: {string.Join(',', request.User.Groups)}{extra}");
        Assert.Equal(new ImpersonationGrant(Caller, constraint), request.Impersonation);
    }

    [Theory]
    [InlineData("User=erin", "", "User \"caller\" cannot impersonate-on:user-info:list resource \"secrets\"")]
    [InlineData("User=erin|Group=g", "impersonate groups//g", "users \"erin\" is forbidden: User \"caller\" cannot impersonate resource \"users\" in API group \"\"")]
    [InlineData("User=erin|Group=system:masters", "impersonate-on:user-info:list secrets/n/;impersonate:user-info users//erin;impersonate:user-info groups//system:masters", "impersonating the system:masters group is not allowed")]
    [InlineData("User=erin|Extra-Scopes=v", "impersonate-on:user-info:list secrets/n/;impersonate:user-info users//erin", "extra.key: Invalid value: \"scopes\": must be a domain-prefixed path (such as \"acme.io/foo\")")]
    [InlineData("User=erin|Extra-Acme.com%2Fa=", "impersonate-on:user-info:list secrets/n/;impersonate:user-info users//erin", "impersonating the empty string value in extra is not allowed")]
    [InlineData("User=erin|Group=", "impersonate-on:user-info:list secrets/n/;impersonate:user-info users//erin", "impersonating the empty string group is not allowed")]
    [InlineData("User=system:node:n1", "impersonate-on:arbitrary-node:list secrets/n/;impersonate:arbitrary-node nodes//n2", "nodes.authentication.k8s.io \"n1\" is forbidden")]
    [InlineData("User=system:node:a..b", "impersonate-on:arbitrary-node:list secrets/n/;impersonate:arbitrary-node nodes//a..b", "cannot impersonate-on:user-info:list resource \"secrets\"")]
    [InlineData("User=system:node:n1|Group=system:nodes", "impersonate-on:arbitrary-node:list secrets/n/;impersonate:arbitrary-node nodes//n1", "cannot impersonate resource \"users\"")]
    public async Task Impersonate_PermissionMissing_IsForbidden(string headers, string rights, string message)
    {
        var (refused, _) = await ImpersonateAsync(headers, rights);

        Assert.Equal(403, refused!.Code);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("n1", "*", null)]
    [InlineData("n1", "n1", "nodes.authentication.k8s.io \"*\" is forbidden")]
    [InlineData("n2", "*", "impersonate-on:arbitrary-node")]
    public async Task Impersonate_AssociatedNode_NeedsPermissionForAnyName(string node, string name, string? message)
    {
        var agent = new UserInfo { Name = "system:serviceaccount:n:agent", Extra = [new("authentication.kubernetes.io/node-name", ["n1"])] };

        var (refused, _) = await ImpersonateAsync(
            $"User=system:node:{node}", $"impersonate-on:associated-node:list secrets/n/;impersonate:associated-node nodes//{name}", agent);

        Assert.Equal(message is null, refused is null);
        Assert.Contains(message ?? "", refused?.Message ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Group=g", "requested &user.DefaultInfo{Name:\"\", UID:\"\", Groups:[]string{\"g\"}, Extra:map[string][]string(nil)} without impersonating a user name")]
    [InlineData("User=|Uid=7", "requested &user.DefaultInfo{Name:\"\", UID:\"7\", Groups:[]string(nil), Extra:map[string][]string(nil)} without impersonating a user name")]
    [InlineData("Extra-A=1", "Extra:map[string][]string{\"a\":[]string{\"1\"}}} without impersonating a user name")]
    public async Task Impersonate_WithoutUserName_IsABadRequest(string headers, string message)
    {
        var (refused, _) = await ImpersonateAsync(headers, "");

        Assert.Equal(400, refused!.Code);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("User=")]
    public async Task Impersonate_NotRequested_KeepsTheSender(string headers)
    {
        var (refused, request) = await ImpersonateAsync(headers, "");

        Assert.Null(refused);
        Assert.Same(Caller, request.User);
        Assert.Null(request.Impersonation);
    }

    [Theory]
    [InlineData("%41b", "Ab")]
    [InlineData("A%252fb", "a%2fb")]
    [InlineData("%zz", "%zz")]
    public async Task Impersonate_ExtraKey_IsLowerCasedThenDecodedOnce(string header, string key)
    {
        var (refused, request) = await ImpersonateAsync($"User=erin|Extra-{header}=x", "impersonate users//erin;impersonate userextras//x");

        Assert.Null(refused);
        Assert.Equal(key, Assert.Single(request.User.Extra).Key);
    }

    [Fact]
    public async Task Impersonate_NameBeyondAscii_IsReadAsUtf8()
    {
        // Kestrel decodes headers as Latin-1.
        var (_, request) = await ImpersonateAsync("User=j\u00c3\u00bcrgen", "impersonate users//jürgen");

        Assert.Equal("jürgen", request.User.Name);
    }

    private static async Task<(StatusError? Refused, IdentifiedRequest Request)> ImpersonateAsync(string headers, string rights, UserInfo? caller = null)
    {
        var http = TestRequests.Http("GET", Secrets);
        foreach (var header in headers.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = ("Impersonate-" + header[..header.IndexOf('=', StringComparison.Ordinal)], header[(header.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            http.Request.Headers[name] = StringValues.Concat(http.Request.Headers[name], value);
        }

        var request = new AuthenticatedRequest(TestRequests.Received(http), caller ?? Caller);
        var impersonator = new Impersonator(new Rights(rights), NullLogger<Impersonator>.Instance);
        var outcome = await impersonator.ImpersonateAsync(request, CancellationToken.None);
        return (outcome.Error, outcome.IsSuccess ? outcome.Value : null!);
    }

    /// <summary>Allows exactly the listed permissions: <c>VERB RESOURCE/NAMESPACE/NAME</c>.</summary>
    private sealed class Rights(string rights) : IAuthorizer
    {
        private readonly string[] _rights = rights.Split(';', StringSplitOptions.RemoveEmptyEntries);

        public ValueTask<AuthorizationDecision> AuthorizeAsync(in RequestAttributes attributes, CancellationToken cancellationToken) =>
            new(_rights.Contains($"{attributes.Verb} {attributes.Resource}/{attributes.Namespace}/{attributes.Name}")
                ? AuthorizationDecision.Allow
                : AuthorizationDecision.NoOpinion);
    }
}
