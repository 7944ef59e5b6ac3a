using System.Buffers;
using System.Text.Json;

namespace Signet.Client.TokenFiles;

/// <summary>
/// Google Cloud: the client libraries read a credential configuration of the type <c>external_account</c> (AIP-4117) and exchange the token at the
/// Security Token Service. The configuration holds no secret.
/// </summary>
public sealed class GoogleExternalAccount : CloudCredential
{
    /// <summary>
    /// The full name of the workload identity provider:
    /// <c>//iam.googleapis.com/projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER</c>.
    /// </summary>
    public required string Audience { get; init; }

    /// <summary>The path of the credential configuration, which is written beside the token file.</summary>
    public required string ConfigurationFile { get; init; }

    /// <summary>The address of the Security Token Service.</summary>
    public Uri TokenUrl { get; init; } = new("https://sts.googleapis.com/v1/token");

    /// <summary>The type of the token.</summary>
    public string SubjectTokenType { get; init; } = "urn:ietf:params:oauth:token-type:jwt";

    /// <summary>The Google service account to impersonate, such as <c>builder@example.iam.gserviceaccount.com</c>; null for direct access.</summary>
    public string? ServiceAccountEmail { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> GetEnvironmentVariables(string tokenFile) =>
        new Dictionary<string, string> { ["GOOGLE_APPLICATION_CREDENTIALS"] = Path.GetFullPath(ConfigurationFile) };

    /// <inheritdoc/>
    internal override (string Path, byte[] Content)? GetConfiguration(string tokenFile)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "external_account"u8);
            writer.WriteString("audience"u8, Audience);
            writer.WriteString("subject_token_type"u8, SubjectTokenType);
            writer.WriteString("token_url"u8, TokenUrl.AbsoluteUri);
            if (ServiceAccountEmail is { } email)
            {
                writer.WriteString(
                    "service_account_impersonation_url"u8,
                    $"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{email}:generateAccessToken");
            }

            writer.WriteStartObject("credential_source"u8);
            writer.WriteString("file"u8, tokenFile);
            writer.WriteStartObject("format"u8);
            writer.WriteString("type"u8, "text"u8);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return (Path.GetFullPath(ConfigurationFile), buffer.WrittenSpan.ToArray());
    }
}
