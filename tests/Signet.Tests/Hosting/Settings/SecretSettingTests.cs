using System.Security.Cryptography;
using System.Text;
using Signet.Core.Signing.Managed.Sealing;
using Signet.Server.Hosting.Startup;
using Signet.Testing;

namespace Signet.Tests.Hosting.Settings;

/// <summary>Each setting whose file has a secret refuses one that others can read, in one line with the command that mends it.</summary>
public sealed class SecretSettingTests : IDisposable
{
    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private readonly TemporaryFolder _folder = new();

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("service-account-signing-key-file")]
    [InlineData("service-account-key-file")]
    [InlineData("unpublished-key-file")]
    [InlineData("signing-key-import-file")]
    [InlineData("key-encryption-key-file")]
    [InlineData("client-ca-file")]
    [InlineData("authentication-token-webhook-config-file")]
    public async Task Start_SecretThatOthersCanRead_IsRefused(string setting)
    {
        var path = _folder.File("secret");
        File.WriteAllText(path, ContentOf(setting));
        string[] flags = [$"--{setting}", path];
        await using (await SignetInProcess.ServeAsync(_folder.File("first"), flags))
        {
            // It is accepted as its owner's.
        }

        OwnerOnlyFiles.SetMode(path, Everybody);
        var refused = await Assert.ThrowsAsync<StartupException>(() => SignetInProcess.ServeAsync(_folder.File("second"), flags));

        Assert.Equal($"--{setting}: {path} has the mode 0644: every user can read it; mend it with: chmod 600 {path}", refused.Message);
        Assert.Equal(StartFault.ConfigurationExitCode, refused.ExitCode);
    }

    /// <summary>As in kube-apiserver: such files come from scripts that set no permissions. The log and readiness say so.</summary>
    [Fact]
    public async Task Start_StaticTokensThatOthersCanRead_AreReported()
    {
        var path = _folder.File("tokens.csv");
        File.WriteAllText(path, "secret-token,user,uid\n");
        OwnerOnlyFiles.SetMode(path, Everybody);

        await using var server = await SignetInProcess.ServeInMemoryAsync("--token-auth-file", path);

        await server.UntilSaysAsync($"A secret is exposed: --token-auth-file: {path} has the mode 0644: every user can read it; mend it with: chmod 600 {path}");
        Assert.DoesNotContain("secret-token", server.Errors, StringComparison.Ordinal);
    }

    /// <summary>The keys that a kubeconfig names are checked, too; its CA certificates need not be secret.</summary>
    [Fact]
    public async Task Start_KeyThatAKubeconfigNames_IsRefusedByItsOwnName()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var client = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=signet", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        File.WriteAllText(_folder.File("client.crt"), client.ExportCertificatePem());
        File.WriteAllText(_folder.File("client.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(_folder.File("webhook"), KubeconfigWith("client-certificate: client.crt, client-key: client.key"));
        foreach (var name in (string[])["client.crt", "client.key", "webhook"])
        {
            OwnerOnlyFiles.SetMode(_folder.File(name), Everybody);
        }

        var refused = await Assert.ThrowsAsync<StartupException>(
            () => SignetInProcess.ServeInMemoryAsync("--authentication-token-webhook-config-file", _folder.File("webhook")));

        Assert.Equal(
            $"--authentication-token-webhook-config-file: {_folder.File("client.key")} has the mode 0644: every user can read it; mend it with: chmod 600 {_folder.File("client.key")}",
            refused.Message);
    }

    [Theory]
    [InlineData("ca.key")]
    [InlineData("key-encryption.key")]
    [InlineData("admin.kubeconfig")]
    [InlineData("store.db")]
    public async Task Start_FileOfTheDataDirectoryThatOthersCanRead_IsRefused(string name)
    {
        var data = _folder.File("data");
        await using (await SignetInProcess.ServeAsync(data))
        {
            // Makes the files.
        }

        var file = Path.Combine(data, name);
        OwnerOnlyFiles.SetMode(file, Everybody);
        var refused = await Assert.ThrowsAsync<StartupException>(() => SignetInProcess.ServeAsync(data));
        OwnerOnlyFiles.SetMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Equal($"--data-dir: {file} has the mode 0644: every user can read it; mend it with: chmod 600 {file}", refused.Message);
        await using var mended = await SignetInProcess.ServeAsync(data);
    }

    private static string ContentOf(string setting)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return setting switch
        {
            "key-encryption-key-file" => Encoding.ASCII.GetString(KeyEncryptionKeyFile.Generate()),
            "authentication-token-webhook-config-file" => KubeconfigWith("token: secret"),
            "client-ca-file" => new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=ca", key, HashAlgorithmName.SHA256)
                .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100)).ExportCertificatePem() +
                "\n" + key.ExportPkcs8PrivateKeyPem(),
            _ => key.ExportPkcs8PrivateKeyPem(),
        };
    }

    private static string KubeconfigWith(string user) => $$$"""
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1/'}}]
        users: [{name: u, user: { {{{user}}} }}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """;
}
