namespace Signet.Client.TokenFiles;

/// <summary>
/// Azure: <c>WorkloadIdentityCredential</c> of Azure Identity sends the token to Microsoft Entra. The audience of the token is that of the federated
/// credential, usually <c>api://AzureADTokenExchange</c>.
/// </summary>
public sealed class AzureFederatedIdentity : CloudCredential
{
    /// <summary>The client id of the application or of the managed identity.</summary>
    public required string ClientId { get; init; }

    /// <summary>The id of the tenant.</summary>
    public required string TenantId { get; init; }

    /// <summary>The address of Microsoft Entra, which differs in national clouds.</summary>
    public Uri AuthorityHost { get; init; } = new("https://login.microsoftonline.com/");

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> GetEnvironmentVariables(string tokenFile) => new Dictionary<string, string>
    {
        ["AZURE_FEDERATED_TOKEN_FILE"] = tokenFile,
        ["AZURE_CLIENT_ID"] = ClientId,
        ["AZURE_TENANT_ID"] = TenantId,
        ["AZURE_AUTHORITY_HOST"] = AuthorityHost.AbsoluteUri,
    };
}
