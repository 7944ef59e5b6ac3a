using System.Security.Cryptography.X509Certificates;

namespace Signet.SystemTests.Federation;

/// <summary>
/// The <c>jwt</c> auth method of Vault and OpenBao: RS256 unless <c>jwt_supported_algs</c> is set; <c>bound_audiences</c> is required if a token has an
/// audience; issuer, subject and times must be valid.
/// </summary>
internal sealed class VaultStandIn(string folder) : ICloudStandIn, IDisposable
{
    private readonly Dictionary<string, Dictionary<string, string>> _roles = new(StringComparer.Ordinal);
    private HttpClient? _http;
    private RelyingParty? _party;
    private string _mount = "";

    public string Program => "vault";

    public async Task<string> RunAsync(IReadOnlyList<string> arguments)
    {
        var command = new CommandLine(arguments);
        switch (command.Words)
        {
            case ["auth", "enable", "jwt"]:
                _mount = $"auth/{command["-path"]}/";
                return "Success!\n";
            case ["write", var path, .. var values] when _mount.Length > 0 && path.StartsWith(_mount, StringComparison.Ordinal):
                return await WriteAsync(
                    path[_mount.Length..], values.Select(value => value.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal));
            default:
                throw new RefusedException($"vault {string.Join(' ', command.Words)} is not known");
        }
    }

    public void Dispose() => _http?.Dispose();

    private async Task<string> WriteAsync(string path, Dictionary<string, string> values)
    {
        switch (path.Split('/'))
        {
            case ["config"]:
                await ConfigureAsync(values);
                return "Success!\n";
            case ["role", var role]:
                RefuseUnknown(values, "role_type", "user_claim", "bound_subject", "bound_audiences", "token_policies", "token_ttl");
                RelyingParty.Demand(values["role_type"] == "jwt" && values["user_claim"] == "sub", "role_type or user_claim is wrong");
                _roles.Add(role, values);
                return "Success!\n";
            case ["login"]:
                RefuseUnknown(values, "role", "jwt");
                return await LogInAsync(values["role"], values["jwt"]);
            default:
                throw new RefusedException($"{path} is not known");
        }
    }

    private async Task ConfigureAsync(Dictionary<string, string> values)
    {
        RefuseUnknown(values, "oidc_discovery_url", "bound_issuer", "oidc_discovery_ca_pem");
        RelyingParty.Demand(values["oidc_discovery_ca_pem"].StartsWith('@'), "the authority has to be a file");
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(Path.Combine(folder, values["oidc_discovery_ca_pem"][1..]));
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = policy;
        _http = new HttpClient(handler);
        _party = await RelyingParty.DiscoverAsync(_http, values["oidc_discovery_url"]);
        RelyingParty.Demand(values["bound_issuer"] == values["oidc_discovery_url"], "no token can have the bound issuer");
    }

    private async Task<string> LogInAsync(string name, string token)
    {
        RelyingParty.Demand(_roles.TryGetValue(name, out var role), "there is no such role");
        RelyingParty.Demand(_party is not null, "nothing is configured");
        var claims = await _party!.VerifyAsync(token, new TokenRules { Algorithms = ["RS256"], Audiences = role!["bound_audiences"].Split(',') });
        RelyingParty.Demand((string?)claims["sub"] == role["bound_subject"], "sub claim does not match bound subject");
        return $"token_meta_role {name}\ndisplay_name {claims["sub"]}\ntoken_policies {role["token_policies"]}\n";
    }

    private static void RefuseUnknown(Dictionary<string, string> values, params string[] known)
    {
        if (values.Keys.Except(known).FirstOrDefault() is { } unknown)
        {
            throw new RefusedException($"{unknown} is not known");
        }
    }
}
