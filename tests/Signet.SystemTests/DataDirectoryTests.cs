using System.Net;
using System.Security.Cryptography;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>Only one process at a time uses a data directory; a refused process changes nothing in it.</summary>
public sealed class DataDirectoryTests
{
    private const int Rivals = 6;
    private const int Rounds = 2;

    [Fact]
    public async Task Serve_DirectoryOfARunningServer_FailsWithOneLineAndChangesNothing()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        await using var server = await SignetProcess.ServeAsync(data, "--signing-algorithm", "ES256");
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        var before = Hash(data);

        // Another port, issuer and algorithm, so that files would differ.
        var (code, output, errors) = await SignetProcess.RunAsync(
            "serve", "--data-dir", data, "--secure-port", "0", "--bind-address", "0.0.0.0", "--service-account-issuer", "https://other.example.test");

        Assert.NotEqual(0, code);
        Assert.Equal("", output);
        Assert.Equal($"signet: --data-dir: {data} is in use by another process", errors.Trim());
        Assert.Equal(before, Hash(data));
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/readyz")).Code);
    }

    [Fact]
    public async Task Serve_ManyFirstStartsAtOnce_ExactlyOneServesAndTheFilesBelongTogether()
    {
        for (var round = 0; round < Rounds; round++)
        {
            using var folder = new TemporaryFolder();
            var data = folder.File("data");
            var starts = Enumerable.Range(0, Rivals)
                .Select(_ => SignetProcess.Start(["serve", "--data-dir", data, "--secure-port", "0", "--signing-algorithm", "ES256"], data)).ToList();
            try
            {
                await Patience.UntilAsync(
                    () => Task.FromResult(starts.Count(start => start.HasExited) == Rivals - 1 && starts.Any(start => start.IsServing)), "all but one have ended");

                var server = Assert.Single(starts, start => !start.HasExited);

                // Their output may be read later than their exit is seen.
                var refused = starts.Where(start => start != server).ToList();
                await Task.WhenAll(refused.Select(start => start.WaitForExitAsync()));
                Assert.All(refused, start =>
                    Assert.Equal($"signet: --data-dir: {data} is in use by another process", start.Errors.Trim()));

                // The CA, the serving certificate, the administrator's certificate and the kubeconfig belong together.
                using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
                await admin.UntilDefaultAccountAsync();
                Assert.True((bool?)(await admin.ReviewAsync(await admin.IssueAsync("default")))["authenticated"]);
                Assert.Contains(
                    Convert.ToBase64String(await File.ReadAllBytesAsync(Path.Combine(data, "ca.crt"))),
                    await File.ReadAllTextAsync(Path.Combine(data, "admin.kubeconfig")),
                    StringComparison.Ordinal);
                Assert.Empty(Directory.GetFiles(data, "*.new"));
                Assert.Equal(0, await server.TerminateAsync());
            }
            finally
            {
                foreach (var start in starts)
                {
                    await start.DisposeAsync();
                }
            }
        }
    }

    [Fact]
    public async Task Serve_DirectoryOfSomethingElse_FailsAndChangesNothing()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("precious.txt"), "mine");
        var before = Hash(folder.Path);

        var (code, _, errors) = await SignetProcess.RunAsync("serve", "--data-dir", folder.Path, "--secure-port", "0");

        Assert.NotEqual(0, code);
        Assert.Contains("is neither empty nor a Signet data directory", errors, StringComparison.Ordinal);
        Assert.Equal(before, Hash(folder.Path));
    }

    /// <summary>All files with their content, except the reserve, which has no content, and the index of the log, which is shared memory.</summary>
    private static List<string> Hash(string folder) => [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(file => $"{file} {File.GetLastWriteTimeUtc(file).Ticks} {Convert.ToHexString(SHA256.HashData(ReadShared(file)))}")];

    private static byte[] ReadShared(string file)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("cat", [file]) { RedirectStandardOutput = true })!;
        using var content = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(content);
        process.WaitForExit();
        return content.ToArray();
    }
}
