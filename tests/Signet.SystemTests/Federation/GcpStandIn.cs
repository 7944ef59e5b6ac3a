using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Signet.SystemTests.Federation;

/// <summary>
/// Google Cloud's workload identity federation (IAM documentation, "Configure Workload Identity Federation with other identity
/// providers"): RS256 or ES256, <c>exp</c> at most 24 hours after <c>iat</c>, an allowed audience, the attribute condition, and the role
/// of the subject on the service account.
/// </summary>
internal sealed partial class GcpStandIn(HttpClient http, string folder) : ICloudStandIn
{
    private const string Pool = "projects/123456789/locations/global/workloadIdentityPools/";
    private readonly HashSet<string> _pools = new(StringComparer.Ordinal);
    private readonly HashSet<(string Account, string Member)> _members = [];
    private readonly Dictionary<string, (RelyingParty Party, string Audience, string Prefix)> _providers = new(StringComparer.Ordinal);

    public string Program => "gcloud";

    public async Task<string> RunAsync(IReadOnlyList<string> arguments)
    {
        var command = new CommandLine(arguments);
        var output = command.Words switch
        {
            ["iam", "workload-identity-pools", "create", var pool] when command["--location"] == "global" => _pools.Add(Pool + pool) ? "created\n" : throw new RefusedException("it exists"),
            ["iam", "workload-identity-pools", "providers", "create-oidc", var name] when command["--location"] == "global" => await CreateProviderAsync(name, command),
            ["iam", "service-accounts", "add-iam-policy-binding", var account] when command["--role"] == "roles/iam.workloadIdentityUser" =>
                _members.Add((account, command["--member"])) ? "bound\n" : throw new RefusedException("it is bound"),
            ["iam", "workload-identity-pools", "create-cred-config", var provider] => WriteCredentials(provider, command),
            ["auth", "login"] => await LogInAsync(command["--cred-file"]),
            _ => throw new RefusedException($"gcloud {string.Join(' ', command.Words)} is not known"),
        };
        command.RefuseUnknown();
        return output;
    }

    private async Task<string> CreateProviderAsync(string name, CommandLine command)
    {
        var pool = Pool + command["--workload-identity-pool"];
        RelyingParty.Demand(_pools.Contains(pool), "there is no such pool");
        RelyingParty.Demand(command["--attribute-mapping"] == "google.subject=assertion.sub", "google.subject has to be mapped");
        var condition = StartsWith().Match(command["--attribute-condition"]);
        RelyingParty.Demand(condition.Success, "the condition cannot be read");
        _providers.Add($"{pool}/providers/{name}", (
            await RelyingParty.DiscoverAsync(http, command["--issuer-uri"]), command["--allowed-audiences"], condition.Groups["prefix"].Value));
        return "created\n";
    }

    private string WriteCredentials(string provider, CommandLine command)
    {
        File.WriteAllText(Path.Combine(folder, command["--output-file"]), new JsonObject
        {
            ["type"] = "external_account",
            ["provider"] = provider,
            ["account"] = command["--service-account"],
            ["file"] = command["--credential-source-file"],
        }.ToJsonString());
        return "";
    }

    private async Task<string> LogInAsync(string file)
    {
        var credentials = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, file)))!;
        RelyingParty.Demand(_providers.TryGetValue((string)credentials["provider"]!, out var provider), "there is no such provider");
        var token = (await File.ReadAllTextAsync(Path.Combine(folder, (string)credentials["file"]!))).Trim();
        var claims = await provider.Party.VerifyAsync(token, new TokenRules
        {
            Algorithms = ["RS256", "ES256"],
            Audiences = [provider.Audience],
            MaxLifetime = TimeSpan.FromHours(24),
        });
        var subject = (string)claims["sub"]!;
        RelyingParty.Demand(subject.Length <= 127, "google.subject is too long");
        RelyingParty.Demand(subject.StartsWith(provider.Prefix, StringComparison.Ordinal), "the attribute condition does not hold");
        var pool = ((string)credentials["provider"]!).Split("/providers/")[0];
        RelyingParty.Demand(
            _members.Contains(((string)credentials["account"]!, $"principal://iam.googleapis.com/{pool}/subject/{subject}")), "the subject may not act as the service account");
        return $"Authenticated as {subject}\n";
    }

    [GeneratedRegex(@"^assertion\.sub\.startsWith\('(?<prefix>[^']+)'\)$", RegexOptions.ExplicitCapture)]
    private static partial Regex StartsWith();
}
