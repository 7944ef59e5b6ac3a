using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests.Keys;

/// <summary>The built program: <c>signet keys</c> with a real server, a killed one, and none.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KeysProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Keys_ServerThatRunsIsKilledAndStartsAgain_AreReachedAllTheTime()
    {
        string token, first;
        await using (var server = await SignetProcess.ServeAsync(Data, "--signing-algorithm", "ES256"))
        {
            using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
            await admin.UntilDefaultAccountAsync();
            token = await admin.IssueAsync("default");
            first = Assert.Single(await KeysAsync()).KeyId;
            await RunAsync(0, "prepare");
            Assert.Equal("", (await RunAsync(3, "revoke", first)).Output);
            server.Kill();
            await server.WaitForExitAsync();
        }

        // The socket of the killed process is still there: the store is used, and the keys are those that the server had.
        Assert.True(File.Exists(Path.Combine(Data, "control.sock")));
        Assert.Equal(["Current", "Next"], (await KeysAsync()).Select(key => key.State));

        await using (var server = await SignetProcess.ServeAsync(Data))
        {
            await RunAsync(0, "revoke", first, "--yes");
            using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
            Assert.Null((await admin.ReviewAsync(token))["authenticated"]);
            Assert.Equal(0, await server.TerminateAsync());
        }

        Assert.False(File.Exists(Path.Combine(Data, "control.sock")));
        Assert.Equal(["Revoked", "Current"], (await KeysAsync()).Select(key => key.State));
    }

    /// <summary>Commands that are killed at any moment leave the keys as before or as after, never between, and no lock behind.</summary>
    [Fact]
    public async Task Keys_CommandIsKilled_StoreIsBeforeOrAfter()
    {
        await using (var server = await SignetProcess.ServeAsync(Data, "--signing-algorithm", "ES256"))
        {
            await server.TerminateAsync();
        }

        for (var round = 0; round < 8; round++)
        {
            var before = await KeysAsync();
            await using (var command = SignetProcess.Start(["keys", "revoke", before[^1].KeyId, "--yes", "--data-dir", Data], Data))
            {
                await Task.WhenAny(command.WaitForExitAsync(), Task.Delay(TimeSpan.FromMilliseconds(150 * round)));
                if (!command.HasExited)
                {
                    command.Kill();
                    await command.WaitForExitAsync();
                }
            }

            var after = await KeysAsync();
            Assert.True(
                after.SequenceEqual(before) ||
                (after.Count == before.Count + 1 && after[before.Count - 1] == (before[^1].KeyId, "Revoked") && after[^1].State == "Current"),
                string.Join(", ", after));
        }
    }

    [Fact]
    public async Task Keys_UserWithoutPermission_IsToldAndGetsNothing()
    {
        if (Environment.UserName != "root")
        {
            TestMachine.Missing("the tests do not run as root, so that they cannot run a command as another user");
        }

        var setpriv = TestMachine.Require("setpriv");
        await using var server = await SignetProcess.ServeAsync(Data, "--signing-algorithm", "ES256");

        // The directories are opened, so that only the mode of the socket keeps the user away.
        foreach (var folder in (string[])[_folder.Path, Data])
        {
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherExecute | UnixFileMode.OtherRead | UnixFileMode.GroupExecute);
        }

        var program = Path.ChangeExtension(typeof(Cli.Program).Assembly.Location, null);
        var run = await CommandRun.StartAsync(
            setpriv, _folder.Path, new() { ["DOTNET_BUNDLE_EXTRACT_BASE_DIR"] = _folder.Path }, "--reuid=65534", "--regid=65534", "--clear-groups", program, "keys", "list", "--data-dir", Data);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("control.sock: access is denied; run the command as the user of the server, or as root", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_Help_HasTheExitCodes()
    {
        var (code, output, _) = await SignetProcess.RunAsync("keys", "--help");

        Assert.Equal(0, code);
        Assert.Contains("new-encryption-key", output, StringComparison.Ordinal);
        Assert.Contains("3 it breaks something", string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<(string KeyId, string State)>> KeysAsync()
    {
        var (_, output) = await RunAsync(0, "list", "-o", "json");
        return [.. JsonNode.Parse(output)!["status"]!["keys"]!.AsArray().Select(key => ((string)key!["keyID"]!, (string)key["state"]!))];
    }

    private async Task<(string Errors, string Output)> RunAsync(int exitCode, params string[] arguments)
    {
        var (code, output, errors) = await SignetProcess.RunAsync(["keys", .. arguments, "--data-dir", Data]);
        Assert.True(code == exitCode, $"exit code {code}: {errors}{output}");
        return (errors, output);
    }
}
