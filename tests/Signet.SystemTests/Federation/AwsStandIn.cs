using System.Text.Json.Nodes;

namespace Signet.SystemTests.Federation;

/// <summary>
/// AWS IAM and STS (IAM User Guide, "Create an OpenID Connect identity provider in IAM"; STS API, AssumeRoleWithWebIdentity): the audience
/// must be in the client ids of the provider, and the trust policy of the role must allow the token.
/// </summary>
internal sealed class AwsStandIn(HttpClient http, string folder) : ICloudStandIn
{
    private const string Account = "arn:aws:iam::123456789012:";
    private readonly Dictionary<string, (RelyingParty Party, string Audience, string Name)> _providers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonObject> _roles = new(StringComparer.Ordinal);

    public string Program => "aws";

    public async Task<string> RunAsync(IReadOnlyList<string> arguments)
    {
        var command = new CommandLine(arguments);
        var output = string.Join(' ', command.Words) switch
        {
            "iam create-open-id-connect-provider" => await CreateProviderAsync(command["--url"], command["--client-id-list"]),
            "iam create-role" => CreateRole(command["--role-name"], command["--assume-role-policy-document"]),
            "sts assume-role-with-web-identity" => await AssumeAsync(command["--role-arn"], command["--role-session-name"], command["--web-identity-token"]),
            var other => throw new RefusedException($"aws {other} is not known"),
        };
        command.RefuseUnknown();
        return output;
    }

    private async Task<string> CreateProviderAsync(string url, string audience)
    {
        var name = url["https://".Length..];
        var arn = $"{Account}oidc-provider/{name}";
        _providers.Add(arn, (await RelyingParty.DiscoverAsync(http, url), audience, name));
        return $$"""{"OpenIDConnectProviderArn": "{{arn}}"}""";
    }

    private string CreateRole(string name, string document)
    {
        RelyingParty.Demand(document.StartsWith("file://", StringComparison.Ordinal), "the policy has to be a file");
        var policy = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, document["file://".Length..])))!.AsObject();
        RelyingParty.Demand((string?)policy["Version"] == "2012-10-17", "the version of the policy is not known");
        _roles.Add(Account + "role/" + name, policy["Statement"]!.AsArray().Single()!.AsObject());
        return $$$"""{"Role": {"Arn": "{{{Account}}}role/{{{name}}}"}}""";
    }

    private async Task<string> AssumeAsync(string role, string session, string token)
    {
        RelyingParty.Demand(_roles.TryGetValue(role, out var statement), "there is no such role");
        RelyingParty.Demand((string?)statement!["Effect"] == "Allow" && (string?)statement["Action"] == "sts:AssumeRoleWithWebIdentity", "the policy does not allow it");
        RelyingParty.Demand(_providers.TryGetValue((string)statement["Principal"]!["Federated"]!, out var provider), "the policy names no provider");
        var claims = await provider.Party.VerifyAsync(token, new TokenRules
        {
            Algorithms = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"],
            Audiences = [provider.Audience],
            LongestToken = 20_000,
        });
        foreach (var (key, value) in statement["Condition"]!["StringEquals"]!.AsObject())
        {
            RelyingParty.Demand(key.StartsWith(provider.Name + ":", StringComparison.Ordinal), $"{key} is not known");
            RelyingParty.Demand(Holds(claims[key[(provider.Name.Length + 1)..]], (string)value!), $"{key} is not {value}");
        }

        return $$$"""{"AssumedRoleUser": {"Arn": "{{{role}}}/{{{session}}}"}, "SubjectFromWebIdentityToken": "{{{claims["sub"]}}}"}""";
    }

    private static bool Holds(JsonNode? claim, string value) =>
        claim is JsonArray list ? list.Any(one => (string?)one == value) : (string?)claim == value;
}
