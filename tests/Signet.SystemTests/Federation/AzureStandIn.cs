namespace Signet.SystemTests.Federation;

/// <summary>
/// Entra's federated identity credentials (Microsoft Learn, "Important considerations and restrictions for federated identity
/// credentials"): RS256 only; issuer, subject and audience must match exactly, case-sensitively.
/// </summary>
internal sealed class AzureStandIn(HttpClient http) : ICloudStandIn
{
    private readonly List<(string Issuer, string Subject, string Audience)> _credentials = [];

    public string Program => "az";

    public async Task<string> RunAsync(IReadOnlyList<string> arguments)
    {
        var command = new CommandLine(arguments, "--service-principal");
        var output = string.Join(' ', command.Words) switch
        {
            "identity federated-credential create" => Create(command),
            "login" => await LogInAsync(command),
            var other => throw new RefusedException($"az {other} is not known"),
        };
        command.RefuseUnknown();
        return output;
    }

    private string Create(CommandLine command)
    {
        RelyingParty.Demand(command["--resource-group"].Length > 0 && command["--identity-name"].Length > 0 && command["--name"].Length is > 2 and < 121, "a name is missing");
        RelyingParty.Demand(command["--issuer"].Length <= 600 && command["--subject"].Length <= 600, "issuer or subject is too long");
        _credentials.Add((command["--issuer"], command["--subject"], command["--audiences"]));
        return "{}\n";
    }

    private async Task<string> LogInAsync(CommandLine command)
    {
        RelyingParty.Demand(
            command["--service-principal"] == "true" && Guid.TryParse(command["--username"], out _) && Guid.TryParse(command["--tenant"], out _), "a client and a tenant are needed");
        var (issuer, subject, audience) = _credentials.Single();
        var party = await RelyingParty.DiscoverAsync(http, issuer);
        var claims = await party.VerifyAsync(command["--federated-token"], new TokenRules { Algorithms = ["RS256"], Audiences = [audience] });
        RelyingParty.Demand((string?)claims["sub"] == subject, $"AADSTS700213: no matching federated identity record found for {claims["sub"]}");
        return $"[{{\"user\": \"{subject}\"}}]\n";
    }
}
