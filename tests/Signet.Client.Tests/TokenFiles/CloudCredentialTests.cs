using System.Text.Json.Nodes;
using Signet.Client.TokenFiles;
using Signet.Testing;

namespace Signet.Client.Tests.TokenFiles;

/// <summary>Names and fields as the documentation of the clouds has them.</summary>
public sealed class CloudCredentialTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Aws_Variables_NameTheFileTheRoleAndTheSession()
    {
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["AWS_WEB_IDENTITY_TOKEN_FILE"] = _folder.File("token"),
                ["AWS_ROLE_ARN"] = "arn:aws:iam::123456789012:role/builder",
                ["AWS_ROLE_SESSION_NAME"] = "build-42",
            },
            Writer(new AwsWebIdentity { RoleArn = "arn:aws:iam::123456789012:role/builder", RoleSessionName = "build-42" }).EnvironmentVariables);
        Assert.DoesNotContain("AWS_ROLE_SESSION_NAME", Writer(new AwsWebIdentity { RoleArn = "a" }).EnvironmentVariables.Keys);
    }

    [Fact]
    public void Azure_Variables_NameTheFileAndTheIdentity() => Assert.Equal(
        new Dictionary<string, string>
        {
            ["AZURE_FEDERATED_TOKEN_FILE"] = _folder.File("token"),
            ["AZURE_CLIENT_ID"] = "11111111-2222-3333-4444-555555555555",
            ["AZURE_TENANT_ID"] = "66666666-7777-8888-9999-000000000000",
            ["AZURE_AUTHORITY_HOST"] = "https://login.microsoftonline.com/",
        },
        Writer(new AzureFederatedIdentity { ClientId = "11111111-2222-3333-4444-555555555555", TenantId = "66666666-7777-8888-9999-000000000000" })
            .EnvironmentVariables);

    [Fact]
    public async Task Google_Configuration_IsAnExternalAccountWithTheFile()
    {
        const string Provider = "//iam.googleapis.com/projects/123456789/locations/global/workloadIdentityPools/signet/providers/signet";
        using var writer = Writer(new GoogleExternalAccount
        {
            Audience = Provider,
            ConfigurationFile = _folder.File("credentials.json"),
            ServiceAccountEmail = "builder@example.iam.gserviceaccount.com",
        });

        await writer.WriteAsync();

        Assert.Equal(new Dictionary<string, string> { ["GOOGLE_APPLICATION_CREDENTIALS"] = _folder.File("credentials.json") }, writer.EnvironmentVariables);
        var expected = new JsonObject
        {
            ["type"] = "external_account",
            ["audience"] = Provider,
            ["subject_token_type"] = "urn:ietf:params:oauth:token-type:jwt",
            ["token_url"] = "https://sts.googleapis.com/v1/token",
            ["service_account_impersonation_url"] =
                "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/builder@example.iam.gserviceaccount.com:generateAccessToken",
            ["credential_source"] = new JsonObject { ["file"] = _folder.File("token"), ["format"] = new JsonObject { ["type"] = "text" } },
        };
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(await File.ReadAllTextAsync(_folder.File("credentials.json")))));
        Assert.Equal("token-1", await File.ReadAllTextAsync(_folder.File("token")));
    }

    private TokenFileWriter Writer(CloudCredential credential) =>
        new(new CountedTokens(), _folder.File("token"), new TokenFileWriterOptions { Credential = credential });
}
