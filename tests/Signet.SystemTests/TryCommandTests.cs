using Signet.Core.Tokens.Verification;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>Issue 10, 12 and 20: the command that the start prints after "Try:" works with any certificate and address.</summary>
public sealed class TryCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <param name="data">The data directory.</param>
    /// <param name="bound">The address to listen on.</param>
    /// <param name="names">The subject alternative names of an operator's certificate; empty uses that of Signet.</param>
    /// <param name="chain">The certificates of the handshake: the certificate, with or without the CA.</param>
    /// <param name="hasAuthorityFile">Whether --tls-ca-file is given.</param>
    [Theory]
    [InlineData("data", "127.0.0.1", "", "leaf", false)]
    [InlineData("with space and 'quote'", "127.0.0.1", "", "leaf", false)]
    [InlineData("data", "0.0.0.0", "", "leaf", false)]
    [InlineData("data", "::", "", "leaf", false)]
    [InlineData("data", "127.0.0.1", "IP:127.0.0.1", "leaf", true)]
    [InlineData("data", "127.0.0.1", "IP:127.0.0.1", "leaf", false)]
    [InlineData("data", "127.0.0.1", "IP:127.0.0.1", "leaf ca", false)]
    [InlineData("data", "127.0.0.1", "DNS:signet.example.test", "leaf", true)]
    [InlineData("data", "127.0.0.1", "DNS:signet.example.test", "leaf ca", false)]
    [InlineData("data", "127.0.0.1", "DNS:*.example.test", "leaf", true)]
    [InlineData("data", "0.0.0.0", "IP:10.9.9.9", "leaf", true)]
    public async Task Serve_AnyCertificate_PrintedCommandWorks(string data, string bound, string names, string chain, bool hasAuthorityFile)
    {
        TestMachine.Require("kubectl");
        var curl = OnlyPrograms("curl");
        List<string> flags = ["--bind-address", bound, "--signing-algorithm", "ES256", "--log-level", "error"];
        if (names.Length > 0)
        {
            await MakeCertificateAsync(names, chain);
            flags.AddRange(["--tls-cert-file", _folder.File("tls.crt"), "--tls-private-key-file", _folder.File("tls.key")]);
            if (hasAuthorityFile)
            {
                flags.AddRange(["--tls-ca-file", _folder.File("ca.crt")]);
            }
        }

        // Without kubectl the printed command uses curl.
        foreach (var path in (string?[])[null, curl])
        {
            await using var server = await SignetProcess.ServeOnPathAsync(path, _folder.File(data), [.. flags]);
            await Patience.UntilAsync(
            () => Task.FromResult(
                server.Output.Contains("create token default", StringComparison.Ordinal) || server.Output.Contains("/token", StringComparison.Ordinal)),
            "a command is printed");
            var command = server.Output[(server.Output.IndexOf("Try:\n  ", StringComparison.Ordinal) + 7)..];
            Assert.StartsWith(path is null ? "kubectl " : "curl ", command, StringComparison.Ordinal);

            var (answer, said) = ("", "");
            await Patience.UntilAsync(
                async () =>
                {
                    // The controller creates the account shortly after the start.
                    (_, answer, said) = await ProgramRun.ToEndAsync(
                        TestMachine.Require("sh"), ["-c", command], new Dictionary<string, string?> { ["HOME"] = _folder.Path, ["KUBECONFIG"] = null });
                    return !(answer + said).Contains("not found", StringComparison.Ordinal);
                },
                "the account is there");
            var token = path is null ? answer : System.Text.RegularExpressions.Regex.Match(answer, "\"token\": *\"([^\"]+)\"").Groups[1].Value;
            Assert.True(JwtReader.TryRead(token) is not null, $"{command}\n{answer}\n{said}");
            Assert.Equal(0, await server.TerminateAsync());
        }
    }

    private async Task MakeCertificateAsync(string names, string chain)
    {
        await OpensslAsync("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "90", "-subj", "/CN=test CA", "-keyout", _folder.File("ca.key"), "-out", _folder.File("ca.crt"));
        await OpensslAsync("req", "-newkey", "rsa:2048", "-noenc", "-subj", "/CN=signet", "-keyout", _folder.File("tls.key"), "-out", _folder.File("tls.csr"));
        await File.WriteAllTextAsync(_folder.File("tls.ext"), $"subjectAltName={names}\nextendedKeyUsage=serverAuth\n");
        await OpensslAsync("x509", "-req", "-in", _folder.File("tls.csr"), "-CA", _folder.File("ca.crt"), "-CAkey", _folder.File("ca.key"), "-CAcreateserial", "-days", "60", "-extfile", _folder.File("tls.ext"), "-out", _folder.File("leaf.crt"));
        await File.WriteAllTextAsync(
            _folder.File("tls.crt"), string.Concat(chain.Split(' ').Select(name => File.ReadAllText(_folder.File(name + ".crt")))));
    }

    private static async Task OpensslAsync(params string[] arguments)
    {
        var (code, _, errors) = await ProgramRun.ToEndAsync(TestMachine.Require("openssl"), arguments);
        Assert.True(code == 0, errors);
    }

    /// <summary>Creates a folder with only these programs.</summary>
    private string OnlyPrograms(params string[] programs)
    {
        var folder = _folder.File("only");
        Directory.CreateDirectory(folder);
        foreach (var program in programs)
        {
            File.CreateSymbolicLink(Path.Combine(folder, program), TestMachine.Require(program));
        }

        return folder;
    }
}
