using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Startup;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Start, stop, and the faults of a start.</summary>
public sealed class ServeTests(RunningServer running) : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_Twice_SecondStartUsesTheExistingFiles()
    {
        string token;
        await using (var first = await SignetProcess.ServeAsync(Data, "--service-account-issuer", "https://issuer.example.test"))
        {
            using var admin = new ApiClient(first.CreateClient(asAdministrator: true));
            await admin.CreateAsync("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"x"}}""");
            token = await admin.IssueAsync("x");
            Assert.Equal(0, await first.TerminateAsync());
        }

        var before = Fingerprints();
        await using var second = await SignetProcess.ServeAsync(Data, "--service-account-issuer", "https://issuer.example.test");
        using var again = new ApiClient(second.CreateClient(asAdministrator: true));

        Assert.Equal(before, Fingerprints());
        Assert.True((bool)(await again.ReviewAsync(token))["authenticated"]!);
        Assert.Equal(0, await second.TerminateAsync());
        Assert.Contains($"--kubeconfig {Path.Combine(Data, "admin.kubeconfig")}", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Serve_DataDirectory_IsAccessibleToItsOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes");
            return;
        }

        var directory = running.Server.DataDirectory;

        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
        foreach (var file in Directory.GetFiles(directory))
        {
            Assert.True(File.GetUnixFileMode(file) == OwnerOnly, $"{file} has the mode {File.GetUnixFileMode(file)}");
        }
    }

    [Fact]
    public async Task Terminate_RequestInFlightAndWatch_EndRegularly()
    {
        await using var server = await SignetProcess.ServeAsync(Data, "--signing-algorithm", "ES256");
        using var client = server.CreateClient(asAdministrator: true);
        using var watch = await client.GetAsync("/api/v1/secrets?watch=true", HttpCompletionOption.ResponseHeadersRead);
        using var sending = new SlowContent("""{"metadata":{"name":"last"}}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts")
        {
            Content = sending,
            Version = HttpVersion.Version11,
            Headers = { ExpectContinue = true },
        };
        var answering = client.SendAsync(request);
        await sending.HasBegun;

        var ending = server.TerminateAsync();
        var rest = await watch.Content.ReadAsStringAsync();
        sending.Finish();
        using var answer = await answering;

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.DoesNotContain("ERROR", rest, StringComparison.Ordinal);
        Assert.Equal(0, await ending);
    }

    [Fact]
    public async Task Serve_PortInUse_OneLineAndNoFiles()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        AssertOneLine(
            await SignetProcess.RunAsync("serve", "--data-dir", Data, "--secure-port", $"{port}"), $"127.0.0.1:{port} is in use", StartFault.TransientExitCode);

        Assert.False(Directory.Exists(Data));
    }

    [Theory]
    [InlineData("--secure-port", "70000")]
    [InlineData("--bind-address", "nowhere")]
    [InlineData("--signing-algorithm", "HS256")]
    [InlineData("--service-account-issuer", "http://plain.example.test")]
    [InlineData("--service-account-max-token-expiration", "10m")]
    [InlineData("--service-account-max-token-expiration", "soon")]
    [InlineData("--anonymous-auth", "maybe")]
    [InlineData("--authorization-webhook-version", "v2")]
    [InlineData("--authentication-token-webhook-version", "v1alpha1")]
    [InlineData("--log-level", "loud")]
    public async Task Serve_ImpossibleValue_NamesSettingAndValue(string flag, string value)
    {
        await AssertRefusedAsync(value, flag, value);
        await AssertRefusedAsync(flag, flag, value);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public Task Serve_UnknownFlag_IsNamed() => AssertRefusedAsync("--frobnicate", "--frobnicate", "1");

    [Fact]
    public async Task Serve_UnknownSettingInTheFile_IsNamed()
    {
        await File.WriteAllTextAsync(_folder.File("config.yaml"), "frobnicate: 1\n");

        await AssertRefusedAsync("frobnicate", "--config", _folder.File("config.yaml"));
    }

    [Theory]
    [InlineData("--service-account-signing-key-file", "no key at all")]
    [InlineData("--service-account-signing-key-file", null)]
    [InlineData("--service-account-key-file", "no key at all")]
    [InlineData("--service-account-key-file", null)]
    [InlineData("--token-auth-file", "only-a-token")]
    [InlineData("--token-auth-file", null)]
    [InlineData("--client-ca-file", "no certificate")]
    public async Task Serve_UnreadableFile_IsNamed(string flag, string? content)
    {
        var file = _folder.File("file");
        if (content is not null)
        {
            await File.WriteAllTextAsync(file, content);
        }

        await AssertRefusedAsync(file, flag, file);
    }

    [Fact]
    public async Task Serve_InvalidAuditSetting_IsNamed()
    {
        var (policy, log) = (_folder.File("policy"), _folder.File("audit.log"));
        await File.WriteAllTextAsync(policy, "{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{level: All}]}");

        await AssertRefusedAsync($"{policy}: rules[0].level: \"All\" is not allowed", "--audit-log-path", log, "--audit-policy-file", policy);
        await AssertRefusedAsync("--audit-log-path", "--audit-policy-file", policy);
        await AssertRefusedAsync(_folder.Path, "--audit-log-path", _folder.Path);
        Assert.False(File.Exists(log));
    }

    [Fact]
    public async Task Serve_KeyThatIsTooSmall_IsRefused()
    {
        using var small = RSA.Create(1024);
        await File.WriteAllTextAsync(_folder.File("key"), small.ExportPkcs8PrivateKeyPem());

        await AssertRefusedAsync("1024 bits", "--service-account-signing-key-file", _folder.File("key"));
    }

    [Theory]
    [InlineData("version", "3\n", "format 3 of a newer version")]
    [InlineData("thesis.tex", "chapter 1", "neither empty nor a Signet data directory")]
    public async Task Serve_DirectoryOfAnotherProgram_IsNotChanged(string file, string content, string why)
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, file), content);

        await AssertRefusedAsync(why);

        Assert.Equal([file], Directory.GetFiles(Data).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Serve_DataDirectoryInUse_IsRefused() => AssertOneLine(
        await SignetProcess.RunAsync("serve", "--secure-port", "0", "--data-dir", running.Server.DataDirectory), "is in use by another process", StartFault.TransientExitCode);

    [Fact]
    public async Task Serve_Help_ExplainsEverySetting()
    {
        var (code, output, _) = await SignetProcess.RunAsync("serve", "--help");
        var help = Regex.Replace(output, @"\s+", " ");

        Assert.Equal(0, code);
        foreach (var setting in SettingsTable.All)
        {
            Assert.False(string.IsNullOrWhiteSpace(setting.Help), setting.Name);
            Assert.EndsWith(".", setting.Help, StringComparison.Ordinal);
            Assert.Contains($"--{setting.Name} <{setting.ValueName}>", help, StringComparison.Ordinal);
            Assert.Contains(setting.Help, help, StringComparison.Ordinal);
            Assert.Contains($"[default: {setting.Default}] [variable: {setting.Variable}]", help, StringComparison.Ordinal);
        }

        Assert.Equal(SettingsTable.All.Count, SettingsTable.All.DistinctBy(setting => setting.Name).Count());
    }

    [Fact]
    public async Task Inspect_Token_SaysUnverifiedAndShowsTimes()
    {
        await running.Admin.CreateAsync("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"inspected"}}""");
        var token = await running.Admin.IssueAsync("inspected", """{"audiences":["vault"],"expirationSeconds":7200}""");

        var (code, output, _) = await SignetProcess.RunAsync("token", "inspect", token);

        Assert.Equal(0, code);
        Assert.StartsWith("Not verified", output, StringComparison.Ordinal);
        Assert.Matches(@"exp +\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \(expires in (2 h|1 h 5\d min)\)", output);
        Assert.Contains("vault", output, StringComparison.Ordinal);
        Assert.Contains("system:serviceaccount:default:inspected", output, StringComparison.Ordinal);
        Assert.DoesNotContain(token.Split('.')[2], output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_NoToken_OneLine() => AssertOneLine(await SignetProcess.RunAsync("token", "inspect", "a.b.c"), "not a JWT", code: 1);

    private async Task AssertRefusedAsync(string says, params string[] flags) => AssertOneLine(
        await SignetProcess.RunAsync(["serve", "--data-dir", Data, .. flags.Contains("--secure-port") ? [] : (string[])["--secure-port", "0"], .. flags]), says);

    private static void AssertOneLine((int ExitCode, string Output, string Errors) ended, string says, int code = StartFault.ConfigurationExitCode)
    {
        Assert.Equal(code, ended.ExitCode);
        Assert.Equal("", ended.Output);
        Assert.StartsWith("signet: ", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', ended.Errors);
        Assert.Contains(says, ended.Errors, StringComparison.Ordinal);
    }

    private Dictionary<string, string> Fingerprints() => Directory.GetFiles(Data)
        .Where(file => Path.GetExtension(file) is ".crt" or ".key")
        .ToDictionary(file => Path.GetFileName(file), file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));

    /// <summary>
    /// A body that the test completes. Enough bytes come before that Kestrel does not consider it too slow (240 bytes/s) for minutes.
    /// </summary>
    private sealed class SlowContent : HttpContent
    {
        private const int Blanks = 100_000;
        private readonly byte[] _bytes;
        private readonly TaskCompletionSource _begun = new();
        private readonly TaskCompletionSource _finish = new();

        public SlowContent(string json)
        {
            _bytes = System.Text.Encoding.UTF8.GetBytes(new string(' ', Blanks) + json);
            Headers.ContentType = new("application/json");
        }

        /// <summary>Whether the server has requested the body by 100-continue.</summary>
        public Task HasBegun => _begun.Task;

        public void Finish() => _finish.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_bytes.AsMemory(0, Blanks));
            await stream.FlushAsync();
            _begun.TrySetResult();
            await _finish.Task;
            await stream.WriteAsync(_bytes.AsMemory(Blanks));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _bytes.Length;
            return true;
        }
    }
}
