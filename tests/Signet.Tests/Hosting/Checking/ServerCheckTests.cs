using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Checking;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Startup;
using Signet.Testing;

namespace Signet.Tests.Hosting.Checking;

/// <summary>A check and a start with the same settings agree: on the first fault, and on settings without one.</summary>
public sealed class ServerCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestCertificates _authority = new();

    private string Data => _folder.File("data");

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("two settings that exclude each other")]
    [InlineData("a setting that requires another one")]
    [InlineData("a value that is not allowed")]
    [InlineData("another key than that of the certificate")]
    [InlineData("a certificate of a weak key")]
    [InlineData("a certificate for clients")]
    [InlineData("a CA bundle that did not issue the certificate")]
    [InlineData("an encrypted key")]
    [InlineData("a key on a curve without an algorithm")]
    [InlineData("a data directory that is a file")]
    [InlineData("a foreign directory")]
    [InlineData("a newer data directory")]
    [InlineData("a secret of the data directory that others can read")]
    [InlineData("a damaged store")]
    [InlineData("a store that is missing")]
    [InlineData("a key-encryption key that is missing")]
    [InlineData("another key-encryption key")]
    [InlineData("damaged issuers")]
    [InlineData("an imported key that is not among the keys of the store")]
    [InlineData("a module that does not exist")]
    [InlineData("a publication lead that is too short for the signer's clients")]
    [InlineData("an address that is not of this machine")]
    [InlineData("an audit log in a folder that does not exist")]
    public async Task Check_FaultySettings_FirstErrorIsThatOfTheStart(string fault)
    {
        var flags = await FlagsOfAsync(fault);

        var found = (await CheckedSettings.RunAsync(flags)).Of(CheckSeverity.Error);
        var refused = await Assert.ThrowsAsync<StartupException>(() => SignetInProcess.ServeAsync(Data, flags[2..]));

        Assert.NotEmpty(found);
        Assert.Equal(refused.Message.ReplaceLineEndings(" "), found[0]);
    }

    [Fact]
    public async Task Check_GoodSettings_NoErrorAndTheServerStarts()
    {
        var (certificate, key) = _authority.Issue();
        string[] flags =
        [
            "--data-dir", Data, "--secure-port", "0", "--signing-algorithm", "ES256", "--audit-log-path", _folder.File("audit.log"),
            "--tls-cert-file", Write("tls.crt", certificate), "--tls-private-key-file", Write("tls.key", key), "--tls-ca-file", Write("ca.crt", _authority.RootPem),
            "--client-ca-file", _folder.File("ca.crt"), "--token-auth-file", Write("tokens.csv", "token-of-ann,ann,7\n"),
            "--service-account-key-file", Write("old.key", ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportSubjectPublicKeyInfoPem()),
        ];

        Assert.Empty(await CheckedSettings.RunAsync(flags));
        Assert.False(Directory.Exists(Data));
        Assert.False(File.Exists(_folder.File("audit.log")));
        await using (await SignetInProcess.ServeAsync(Data, flags[2..]))
        {
            // The second check has a data directory that is in use.
        }

        var before = DirectoryPicture.Take(_folder.Path);
        Assert.Empty(await CheckedSettings.RunAsync(flags));
        Assert.Equal(before, DirectoryPicture.Take(_folder.Path));
        await using var again = await SignetInProcess.ServeAsync(Data, flags[2..]);
    }

    [Fact]
    public async Task Check_SettingsFileOfTheUnit_HasNoErrorAndStarts()
    {
        var config = Path.Combine(Repository(), "deploy", "systemd", "signet.yaml");
        var flags = new Dictionary<string, IReadOnlyList<string>> { ["data-dir"] = [Data], ["secure-port"] = ["0"] };

        Assert.Empty(await CheckedSettings.RunAsync(flags, config));
        var options = SettingsLoader.Load(flags, new Dictionary<string, string>(), config);
        await using var server = await new SignetServerBuilder(options).StartAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Check_DirectoryOfARunningServer_ChangesAndDisturbsNothing()
    {
        await using var server = await SignetInProcess.ServeAsync(Data, "--signing-algorithm", "ES256");
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        static bool IsOfTheStore(string name) => name.StartsWith("store.db", StringComparison.Ordinal) || name == "last-revision";
        var before = DirectoryPicture.Take(Data, name => !IsOfTheStore(name));

        var found = await CheckedSettings.RunAsync(
            "--data-dir", Data, "--secure-port", server.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), "--signing-algorithm", "ES256");

        Assert.Equal(before, DirectoryPicture.Take(Data, name => !IsOfTheStore(name)));
        Assert.Empty(found.Of(CheckSeverity.Error));
        Assert.Empty(found.Of(CheckSeverity.Warning));
        Assert.Contains(found.Of(CheckSeverity.Note), note => note.StartsWith($"--secure-port: {server.Address.Authority} is in use", StringComparison.Ordinal));
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains(
                found.Of(CheckSeverity.Note), note => note.StartsWith($"--data-dir: {Data} is in use by the process {Environment.ProcessId}", StringComparison.Ordinal));
        }

        Assert.NotEmpty(await admin.IssueAsync("default", "{}"));
        await Assert.ThrowsAsync<StartupException>(() => SignetInProcess.ServeAsync(Data));
    }

    [Fact]
    public async Task Check_FreePort_NothingListensMeanwhileOrAfterwards()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        holder.Stop();

        Assert.Empty(await CheckedSettings.RunAsync("--data-dir", Data, "--secure-port", $"{port}", "--signing-algorithm", "ES256"));

        using var client = new TcpClient();
        await Assert.ThrowsAnyAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public async Task Check_CertificatesThatEnd_AreWarnings()
    {
        var (certificate, key) = _authority.Issue(until: TimeSpan.FromDays(20));
        var (expired, _) = _authority.Issue(from: TimeSpan.FromDays(-9), until: TimeSpan.FromDays(-2));

        var found = await CheckedSettings.RunAsync(
            "--data-dir", Data, "--secure-port", "0", "--signing-algorithm", "ES256", "--tls-cert-file", Write("tls.crt", certificate),
            "--tls-private-key-file", Write("tls.key", key), "--client-ca-file", Write("clients.crt", expired));

        Assert.Empty(found.Of(CheckSeverity.Error));
        Assert.Collection(
            found.Of(CheckSeverity.Warning).Order(StringComparer.Ordinal),
            warning => Assert.Matches($"^--client-ca-file: {_folder.File("clients.crt")}: the certificate CN=server expired on .*Z; replace it$", warning),
            warning => Assert.Matches($"^--tls-cert-file: {_folder.File("tls.crt")}: the certificate CN=server expires on .*Z; replace it$", warning));
    }

    private string Write(string name, string content)
    {
        File.WriteAllText(_folder.File(name), content);
        return _folder.File(name);
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "eng", "rooms.txt")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    private async Task<string[]> FlagsOfAsync(string fault) =>
        ["--data-dir", Data, "--secure-port", "0", "--signing-algorithm", "ES256", .. OfSettings(fault) ?? await OfDirectoryAsync(fault)];

    private string[]? OfSettings(string fault)
    {
        var (certificate, key) = _authority.Issue();
        string[] Tls(string cert, string privateKey) => ["--tls-cert-file", Write("tls.crt", cert), "--tls-private-key-file", Write("tls.key", privateKey)];
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(1024);
        using var other = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));
        return fault switch
        {
            "two settings that exclude each other" => [.. Tls(certificate, key), "--tls-san", "a.example"],
            "a setting that requires another one" => ["--audit-log-mode", "blocking", "--etcd-user", "ann"],
            "a value that is not allowed" => ["--log-level", "loud"],
            "another key than that of the certificate" => Tls(certificate, _authority.Issue().Key),
            "a certificate of a weak key" => Tls(SelfSigned(rsa), rsa.ExportPkcs8PrivateKeyPem()),
            "a certificate for clients" => _authority.Issue(usage: TestCertificates.ClientUsage) is var (forClients, itsKey) ? Tls(forClients, itsKey) : null,
            "a CA bundle that did not issue the certificate" => [.. Tls(certificate, key), "--tls-ca-file", Write("other.crt", new TestCertificates().RootPem)],
            "an encrypted key" => Tls(
                certificate, pair.ExportEncryptedPkcs8PrivateKeyPem("password", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000))),
            "a key on a curve without an algorithm" => ["--service-account-signing-key-file", Write("sa.key", other.ExportPkcs8PrivateKeyPem())],
            "a module that does not exist" => ["--service-account-signing-key-file", "pkcs11:token=t;object=o?module-path=/missing/module.so"],
            "a publication lead that is too short for the signer's clients" =>
                ["--signer-listen", $"unix:{_folder.File("signer.sock")}", "--signing-key-publication-lead", "1m", "--signer-refresh-hint", "5m"],
            "an address that is not of this machine" => ["--bind-address", "192.0.2.1"],
            "an audit log in a folder that does not exist" => ["--audit-log-path", _folder.File("missing/audit.log")],
            _ => null,
        };
    }

    private static string SelfSigned(RSA key) => new System.Security.Cryptography.X509Certificates.CertificateRequest(
        "CN=weak", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddYears(1)).ExportCertificatePem();

    /// <summary>A directory with a fault; most are those of a server that was stopped.</summary>
    private async Task<string[]> OfDirectoryAsync(string fault)
    {
        if (fault == "a data directory that is a file")
        {
            Write("data", "");
            return [];
        }

        if (fault == "a foreign directory")
        {
            Directory.CreateDirectory(Data);
            Write("data/letter.txt", "Dear Ann");
            return [];
        }

        await using (await SignetInProcess.ServeAsync(Data, "--signing-algorithm", "ES256"))
        {
            // The directory of a server.
        }

        switch (fault)
        {
            case "a newer data directory":
                Write("data/version", "99\n");
                break;
            case "a secret of the data directory that others can read":
                OwnerOnlyFiles.SetMode(Path.Combine(Data, "admin.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
                break;
            case "a damaged store":
                Write("data/store.db", string.Concat(Enumerable.Repeat("nothing of the kind ", 500)));
                break;
            case "a store that is missing":
                File.Delete(Path.Combine(Data, "store.db"));
                break;
            case "a key-encryption key that is missing":
                File.Delete(Path.Combine(Data, "key-encryption.key"));
                break;
            case "another key-encryption key":
                return ["--key-encryption-key-file", Write("other.key", System.Text.Encoding.ASCII.GetString(Core.Signing.Managed.Sealing.KeyEncryptionKeyFile.Generate()))];
            case "damaged issuers":
                Write("data/issuers.json", "{");
                break;
            case "an imported key that is not among the keys of the store":
                return ["--signing-key-import-file", Write("import.key", ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem())];
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, null);
        }

        return [];
    }
}
