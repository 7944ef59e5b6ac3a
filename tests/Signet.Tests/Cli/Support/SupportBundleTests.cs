using System.Security.Cryptography;
using System.Text;
using Signet.Cli.Api;
using Signet.Core.Signing.Managed.Sealing;
using Signet.Testing;
using Signet.Tests.Hosting;

namespace Signet.Tests.Cli.Support;

/// <summary><c>signet support-bundle</c>.</summary>
public sealed class SupportBundleTests : IDisposable
{
    private const string HeadersVariable = "OTEL_EXPORTER_OTLP_TRACES_HEADERS";
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _secrets = [];

    private string Data => _folder.File("data");

    private string Bundle => _folder.File("bundle.tar.gz");

    public void Dispose() => _folder.Dispose();

    /// <summary>A secret of its own in everything that can have one, and all of them in the log: none is in the bundle, in no encoding.</summary>
    [Theory]
    [InlineData("pkcs11:token=t;object=o?module-path=/m.so&pin-source=file:{0}")]
    [InlineData("pkcs11:token=t;object=o?module-path=/m.so&pin-value={1}")]
    public async Task Bundle_SecretsInEverySetting_NoneIsInTheBundle(string signingKey)
    {
        var own = Write("kek", Encoding.ASCII.GetString(KeyEncryptionKeyFile.Generate()));
        var tokens = Write("tokens.csv", $"{Secret()},ann,7,\"system:masters\"\n{Secret()},ben,8\n");
        await using var server = await SignetInProcess.ServeAsync(Data, "--signing-algorithm", "ES256", "--key-encryption-key-file", own, "--token-auth-file", tokens);
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        await admin.CreateAsync("/api/v1/namespaces/default/secrets", $$$"""{"metadata":{"name":"s"},"stringData":{"key":"{{{Secret()}}}"}}""");
        _secrets.Add(await admin.IssueAsync("default"));
        var log = WriteLog();
        var header = Secret();
        Environment.SetEnvironmentVariable(HeadersVariable, $"x-api-key={header},authorization=Bearer%20{Secret()}");
        try
        {
            (await RunAsync(
                "--data-dir", Data, "--key-encryption-key-file", own, "--token-auth-file", tokens, "--log-file", log,
                "--service-account-signing-key-file", string.Format(System.Globalization.CultureInfo.InvariantCulture, signingKey, Write("pin", Secret()), Secret()),
                "--etcd-servers", $"https://root:{Secret()}@127.0.0.1:2379", "--etcd-password-file", Write("password", Secret()), "--etcd-keyfile", Write("etcd.key", PrivateKey()),
                "--tls-private-key-file", Write("tls.key", PrivateKey()), "--service-account-key-file", Write("old.key", PrivateKey()),
                "--signing-key-import-file", Write("import.key", PrivateKey()), "--authentication-token-webhook-config-file", Kubeconfig("authn"),
                "--authorization-webhook-config-file", Kubeconfig("authz"), "--audit-webhook-config-file", Kubeconfig("audit"), "--audit-log-path", WriteAudit(),
                "--service-account-jwks-uri", $"https://ann:{Secret()}@keys.example/jwks")).Expect(0);
        }
        finally
        {
            Environment.SetEnvironmentVariable(HeadersVariable, null);
        }

        AddKeysOfTheDirectory();
        var bundle = OpenedBundle.Open(Bundle);
        Assert.True(_secrets.Count > 40, $"{_secrets.Count} secrets");
        foreach (var (name, content) in bundle.Files)
        {
            foreach (var secret in _secrets)
            {
                foreach (var form in FormsOf(secret))
                {
                    var line = content.Split('\n').FirstOrDefault(line => line.Contains(form, StringComparison.Ordinal));
                    Assert.True(line is null, $"{name} has {form}, a form of the secret {secret}: {line}");
                }
            }
        }

        Assert.Null(bundle.FaultOf("server/metrics.txt"));
        Assert.Contains("the last line", bundle.Files["log.txt"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bundle_RunningServer_HasEveryPart()
    {
        await using var server = await SignetInProcess.ServeAsync(Data, "--signing-algorithm", "ES256");
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        using var authority = new TestCertificates();
        var ca = Write("clients.crt", authority.RootPem, isSecret: false);

        var run = (await RunAsync("--data-dir", Data, "--log-file", Write("log", "one\ntwo\nthree\n", isSecret: false), "--log-lines", "2", "--client-ca-file", ca)).Expect(0);

        Assert.StartsWith($"Wrote {Bundle} (15 parts; 0 not complete", run.Output, StringComparison.Ordinal);
        var bundle = OpenedBundle.Open(Bundle);
        Assert.Equal(
            [
                "MANIFEST.json", "check.json", "files.json", "log.txt", "server/address.json", "server/issuers.json", "server/jwks.json", "server/keys.json",
                "server/livez.txt", "server/metrics.txt", "server/openid-configuration.json", "server/readyz.txt", "server/replicas.json", "server/version.json",
                "settings.json", "system.txt",
            ],
            bundle.Files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("two\nthree\n", bundle.Files["log.txt"]);
        Assert.Contains("[+]ping ok", bundle.Files["server/livez.txt"], StringComparison.Ordinal);
        Assert.Contains("signet_build_info", bundle.Files["server/metrics.txt"], StringComparison.Ordinal);
        Assert.Contains("ES256", bundle.Files["server/keys.json"], StringComparison.Ordinal);
        Assert.Equal(Data, (string?)bundle.Json("settings.json")["settings"]!["data-dir"]!["value"]![0]);
        Assert.Equal("information", (string?)bundle.Json("settings.json")["settings"]!["log-level"]!["default"]);
        var file = bundle.Json("files.json")["files"]!.AsArray().Single(one => (string?)one!["setting"] == "client-ca-file")!;
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(ca))), (string?)file["sha256"]);
        Assert.Equal("CN=test root", (string?)file["certificates"]![0]!["subject"]);
        Assert.True((bool)bundle.Json("check.json")["starts"]!);
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains($"process: {Environment.ProcessId}, the server", bundle.Files["system.txt"], StringComparison.Ordinal);
            Assert.Contains("Max open files", bundle.Files["system.txt"], StringComparison.Ordinal);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Bundle));
        }
    }

    [Fact]
    public async Task Bundle_NoServerAndBadSettings_SaysWhy()
    {
        (await RunAsync("--data-dir", Data, "--log-level", "loud")).Expect(0);

        var bundle = OpenedBundle.Open(Bundle);
        Assert.StartsWith("no server is known", bundle.FaultOf("server"), StringComparison.Ordinal);
        Assert.StartsWith("no log was given", bundle.FaultOf("log.txt"), StringComparison.Ordinal);
        Assert.Contains("--log-level", (string?)bundle.Json("check.json")["errors"]![0]!["message"], StringComparison.Ordinal);
        Assert.Equal([Bundle], Directory.EnumerateFiles(_folder.Path));
    }

    [Fact]
    public async Task Bundle_ServerThatDoesNotAnswer_SaysWhyOfEachPart()
    {
        await using (await SignetInProcess.ServeAsync(Data, "--signing-algorithm", "ES256"))
        {
            // Its kubeconfig stays.
        }

        (await RunAsync("--data-dir", Data)).Expect(0);

        var bundle = OpenedBundle.Open(Bundle);
        Assert.Contains("refused", bundle.FaultOf("server/metrics.txt"), StringComparison.OrdinalIgnoreCase);
        Assert.NotNull(bundle.FaultOf("server/keys.json"));
    }

    [Fact]
    public async Task Bundle_ExistingFile_StaysWithoutTheFlag()
    {
        await File.WriteAllTextAsync(Bundle, "mine", TestContext.Current.CancellationToken);

        (await RunAsync("--data-dir", Data)).ExpectFault(78, $"--output: {Bundle} exists; name another file, or give --overwrite");
        Assert.Equal("mine", await File.ReadAllTextAsync(Bundle, TestContext.Current.CancellationToken));
        (await RunAsync("--data-dir", Data, "--overwrite")).Expect(0);
        Assert.NotEmpty(OpenedBundle.Open(Bundle).Files);
    }

    [Fact]
    public async Task Bundle_FolderThatDoesNotExist_LeavesNothing()
    {
        var run = await CliRun.WholeAsync(Alone, TimeProvider.System, "support-bundle", "--data-dir", Data, "-o", _folder.File("missing/bundle.tar.gz"));

        run.ExpectFault(1, "cannot be written");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    private ApiEnvironment Alone => new() { Variable = _ => null, Folder = _folder.Path, ServiceAccountFolder = _folder.File("pod") };

    private Task<CliRun> RunAsync(params string[] flags) => CliRun.WholeAsync(Alone, TimeProvider.System, ["support-bundle", "-o", Bundle, .. flags]);

    private string Secret()
    {
        var secret = $"MARK{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}";
        _secrets.Add(secret);
        return secret;
    }

    private string Write(string name, string content, bool isSecret = true)
    {
        File.WriteAllText(_folder.File(name), content);
        if (isSecret)
        {
            AddWordsOf(content);
        }

        return _folder.File(name);
    }

    /// <summary>The lines of PEM files, and other long words.</summary>
    private void AddWordsOf(string content) =>
        _secrets.AddRange(content.Split(['\n', ' ', '"', ':', ',', '{', '}'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.Length > 30 && !word.StartsWith("//", StringComparison.Ordinal)));

    private static string PrivateKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private string Kubeconfig(string name)
    {
        var key = Convert.ToBase64String(Encoding.ASCII.GetBytes(PrivateKey()));
        _secrets.Add(key);
        var content = $$$$"""
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
            users: [{name: u, user: {token: {{{{Secret()}}}}, client-key-data: {{{{key}}}}}}]
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """;
        return Write(name, content, isSecret: false);
    }

    private string WriteAudit()
    {
        var record = $$$"""{"kind":"Event","user":{"username":"{{{Secret()}}}"}}""";
        return Write("audit.log", record, isSecret: false);
    }

    /// <summary>Everything so far, as careless programs log it.</summary>
    private string WriteLog()
    {
        var lines = new List<string>();
        foreach (var secret in _secrets)
        {
            lines.AddRange([
                $"info: Authorization: Bearer {secret}", $"warn: pin={secret}", $"info: {{\"password\":\"{secret}\"}}", $"info: https://root:{secret}@etcd.example:2379/ failed",
            ]);
        }

        // In places that do not look like a credential: what the settings' files have is known.
        foreach (var line in File.ReadLines(_folder.File("tokens.csv")).Concat(File.ReadLines(_folder.File("kek"))).Concat(File.ReadLines(Path.Combine(Data, "admin.key"))))
        {
            var word = line.Split(',')[0].Split(':')[^1];
            lines.AddRange([$"debug: the value {word} was read", $"debug: {Convert.ToBase64String(Encoding.UTF8.GetBytes(word))}"]);
        }

        lines.AddRange([.. PrivateKey().Split('\n'), "the last line"]);
        return Write("log", string.Join('\n', lines), isSecret: false);
    }

    private void AddKeysOfTheDirectory()
    {
        foreach (var file in Directory.EnumerateFiles(Data, "*.key"))
        {
            AddWordsOf(File.ReadAllText(file));
        }

        foreach (var line in File.ReadLines(Path.Combine(Data, "admin.kubeconfig")).Where(line => line.Contains("client-key-data", StringComparison.Ordinal)))
        {
            _secrets.Add(line.Split(':')[1].Trim().Trim('"'));
        }
    }

    private static IEnumerable<string> FormsOf(string secret)
    {
        yield return secret;
        yield return Uri.EscapeDataString(secret);
        yield return Convert.ToHexString(Encoding.UTF8.GetBytes(secret));
        for (var before = 0; before < 3; before++)
        {
            // Without the letters that depend on what stands before and after it.
            yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('a', before) + secret)).TrimEnd('=')[4..^4];
        }
    }
}
