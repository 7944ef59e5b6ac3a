using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Signet.Server.Hosting.Startup;
using Signet.Testing;
using Signet.Tests.Hosting;

namespace Signet.Tests.Serving;

/// <summary>Issue 10, 12, 20 and 21: the report of a start: new files, addresses, expiring certificates; and faults in one line.</summary>
public sealed class StartReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_NewDirectory_ReportsTheCreatedFiles()
    {
        await using (var first = await SignetProcess.ServeAsync(Data, "--signing-algorithm", "ES256"))
        {
            var line = $"Created a new data directory {Data}: CA, serving certificate, administrator's certificate, administrator's kubeconfig, key-encryption key, store";
            Assert.Equal($"Signet serves {first.Address.ToString().TrimEnd('/')}", first.Output.Split('\n')[0]);
            await Patience.UntilAsync(() => Task.FromResult(first.Output.Contains(line, StringComparison.Ordinal)), line);
            await first.UntilSaysAsync(line);
            await first.TerminateAsync();
        }

        File.Delete(Path.Combine(Data, "admin.kubeconfig"));
        await using (var second = await SignetProcess.ServeAsync(Data, "--signing-algorithm", "ES256", "--tls-san", "signet.example.test"))
        {
            await second.UntilSaysAsync($"Created in the data directory {Data}: administrator's kubeconfig");
            await second.UntilSaysAsync($"Renewed in the data directory {Data}: serving certificate");
            await second.TerminateAsync();
        }

        await using var third = await SignetProcess.ServeAsync(Data, "--signing-algorithm", "ES256", "--tls-san", "signet.example.test");
        await third.UntilSaysAsync("Listening on 127.0.0.1:");
        await third.TerminateAsync();
        Assert.DoesNotContain("Created", third.Output + third.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Renewed", third.Output + third.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0", "all IPv4 addresses (0.0.0.0), port ")]
    [InlineData("::", "all addresses (::), port ")]
    public async Task Serve_AllAddresses_ReportsThemAndIsReachable(string bound, string says)
    {
        await using var server = await SignetProcess.ServeAsync(Data, "--bind-address", bound, "--signing-algorithm", "ES256", "--tls-san", "signet.example.test,10.9.9.9");
        await server.UntilSaysAsync($"Listening on {says}{server.Address.Port}, issuing as");

        var certificate = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(Data, "serving.crt"));
        Assert.True(certificate.MatchesHostname("signet.example.test"));
        Assert.True(certificate.MatchesHostname("10.9.9.9"));
        await Patience.UntilAsync(
            () => Task.FromResult(server.Output.Contains($"Listening on {says}{server.Address.Port}; the certificate is valid for localhost, ", StringComparison.Ordinal)), "it tells");
        foreach (var address in AddressesOfTheMachine())
        {
            // The family of :: takes IPv4, too.
            if (bound == "::" || address.AddressFamily == AddressFamily.InterNetwork)
            {
                Assert.True(certificate.MatchesHostname(address.ToString()), $"{address} is not in the certificate");
                using var handler = new SocketsHttpHandler();
                handler.SslOptions.CertificateChainPolicy = server.TrustPolicy();
                using var client = new HttpClient(handler);
                Assert.Equal("ok", await client.GetStringAsync(new UriBuilder(server.Address) { Host = address.ToString(), Path = "/livez" }.Uri));
            }
        }
    }

    [Theory]
    [InlineData(-30, -2, "expired on", false)]
    [InlineData(-30, 3, "expires on", true)]
    [InlineData(2, 30, "is not valid before", false)]
    public async Task Serve_ExpiringCertificate_IsReportedAtTheStartInTheLogAndByReadyz(int from, int until, string says, bool canTry)
    {
        using var authority = new TestCertificates();
        var (certificate, key) = authority.Issue(address: IPAddress.Loopback, from: TimeSpan.FromDays(from), until: TimeSpan.FromDays(until));
        await File.WriteAllTextAsync(_folder.File("tls.crt"), certificate);
        await File.WriteAllTextAsync(_folder.File("tls.key"), key);
        await File.WriteAllTextAsync(_folder.File("ca.pem"), authority.RootPem);

        await using var server = await SignetProcess.ServeAsync(Data, "--signing-algorithm", "ES256", "--log-level", "warning",
            "--tls-cert-file", _folder.File("tls.crt"), "--tls-private-key-file", _folder.File("tls.key"), "--tls-ca-file", _folder.File("ca.pem"));

        var warning = $"the serving certificate ({_folder.File("tls.crt")}) {says} ";
        await server.UntilSaysAsync($"Certificate: {warning}");
        await Patience.UntilAsync(() => Task.FromResult(server.Output.Contains(canTry ? "Try:" : "Clients cannot verify the server: ", StringComparison.Ordinal)), "it tells");
        Assert.Contains($"Warning: {warning}", server.Output, StringComparison.Ordinal);
        Assert.Equal(canTry, server.Output.Contains("Try:", StringComparison.Ordinal));
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        };
        using var client = new HttpClient(handler) { BaseAddress = server.Address };
        await Patience.UntilAsync(async () => (await client.GetAsync("/readyz")).IsSuccessStatusCode, "it is ready");
        Assert.Contains($"[+]certificates ok: {warning}", await client.GetStringAsync("/readyz?verbose"), StringComparison.Ordinal);
        Assert.DoesNotContain("certificates", await client.GetStringAsync("/livez?verbose"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_InvalidDataDirectory_OneLine()
    {
        await File.WriteAllTextAsync(_folder.File("file"), "");
        await AssertRefusedAsync("is a file; it must be a directory", _folder.File("file"));
        await AssertRefusedAsync("cannot be used", _folder.File("file/data"));
        if (OperatingSystem.IsLinux())
        {
            await AssertRefusedAsync("cannot be used", "/proc/signet");
        }

        foreach (var name in (string[])["ca.crt", "ca.key", "serving.crt", "admin.key", "admin.kubeconfig", "service-account.key", "version"])
        {
            var data = _folder.File("with-" + name);
            Directory.CreateDirectory(Path.Combine(data, name));
            await File.WriteAllTextAsync(Path.Combine(data, name == "version" ? "x" : "version"), "1\n");
            await AssertRefusedAsync(name, data);
        }
    }

    /// <summary>A development build is a folder of files; this is an incomplete copy of one.</summary>
    [Fact]
    public async Task Serve_NativeSqliteIsMissing_OneLineAndNoFiles()
    {
        var build = Path.GetDirectoryName(typeof(Signet.Cli.Program).Assembly.Location)!;
        foreach (var file in Directory.GetFiles(build))
        {
            if (Path.GetFileName(file) is "signet" or "signet.exe" || Path.GetExtension(file) is ".dll" or ".json")
            {
                File.Copy(file, _folder.File(Path.GetFileName(file)));
            }
        }

        var (code, output, errors) = await ProgramRun.ToEndAsync(_folder.File("signet"), ["serve", "--secure-port", "0", "--data-dir", Data]);

        Assert.Equal(
            (StartFault.ConfigurationExitCode, "", "signet: the native SQLite library (e_sqlite3) is missing or cannot be loaded; in a build that is more than one file it belongs into the folder of the executable"),
            (code, output, errors));
        Assert.False(Directory.Exists(Data));
    }

    /// <summary>An unexpected exception is one line, too; its stack trace is logged at level debug.</summary>
    [Theory]
    [InlineData("information", false)]
    [InlineData("debug", true)]
    public async Task Serve_UnexpectedFault_OneLineAndTheRestAtDebug(string level, bool hasStackTrace)
    {
        await using (var first = await SignetProcess.ServeAsync(Data, "--signing-algorithm", "ES256"))
        {
            await first.TerminateAsync();
        }

        using (var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(Data, "store.db")};Pooling=false"))
        {
            database.Open();
            using var command = database.CreateCommand();
            command.CommandText = "DROP TABLE newest";
            command.ExecuteNonQuery();
        }

        var (code, output, errors) = await SignetProcess.RunAsync("serve", "--secure-port", "0", "--data-dir", Data, "--log-level", level);

        Assert.Equal("", output);
        Assert.NotEqual(0, code);
        Assert.StartsWith("signet: ", errors, StringComparison.Ordinal);
        Assert.Equal(hasStackTrace, errors.Contains("   at ", StringComparison.Ordinal));
        Assert.Equal(hasStackTrace, errors.Contains('\n', StringComparison.Ordinal));
    }

    private static async Task AssertRefusedAsync(string says, string data)
    {
        var (code, output, errors) = await SignetProcess.RunAsync("serve", "--secure-port", "0", "--data-dir", data);

        Assert.Equal((StartFault.ConfigurationExitCode, ""), (code, output));
        Assert.StartsWith("signet: --data-dir: ", errors, StringComparison.Ordinal);
        Assert.Contains(says, errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', errors);
    }

    private static IEnumerable<IPAddress> AddressesOfTheMachine() => System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces()
        .Where(one => one.OperationalStatus is System.Net.NetworkInformation.OperationalStatus.Up or System.Net.NetworkInformation.OperationalStatus.Unknown)
        .SelectMany(one => one.GetIPProperties().UnicastAddresses)
        .Select(one => one.Address)
        .Where(address => !address.IsIPv6LinkLocal);
}
