using System.Diagnostics;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>The audit log is rotated twelve times under load; no event is lost.</summary>
public sealed class AuditRotationTests : IDisposable
{
    private const int Rotations = 12;
    private const int RequestsBetween = 150;
    private readonly TemporaryFolder _folder = new();

    private string Log => _folder.File("audit.log");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Rotate_ByRenameAndSighup_LosesNothing() => RotateAsync(async (server, round) =>
    {
        File.Move(Log, $"{Log}.{round}");
        await server.SignalAsync("HUP");
        await Patience.UntilAsync(() => Task.FromResult(File.Exists(Log)), "there is a new file");
    });

    [Fact]
    public Task Rotate_ByRenameAndNewFile_LosesNothing() => RotateAsync((_, round) =>
    {
        File.Move(Log, $"{Log}.{round}");
        File.WriteAllText(Log, "");
        return Task.CompletedTask;
    });

    [Fact]
    public Task Rotate_ByCopyTruncate_LosesNothing() => RotateAsync((_, round) => ShellAsync($"cp '{Log}' '{Log}.{round}'; : > '{Log}'"));

    [Fact]
    public Task Rotate_ByRemoval_LosesNothing() => RotateAsync((_, round) => ShellAsync($"cp '{Log}' '{Log}.{round}'; rm '{Log}'"), untilMade: true);

    private static async Task ShellAsync(string command)
    {
        using var shell = Process.Start("/bin/sh", ["-c", command]);
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
    }

    private async Task RotateAsync(Func<SignetProcess, int, Task> rotateAsync, bool untilMade = false)
    {
        await using var server = await SignetProcess.ServeAsync(_folder.File("data"), "--signing-algorithm", "ES256", "--audit-log-path", Log);
        var load = AuditLoad.Start(server);
        for (var round = 0; round < Rotations; round++)
        {
            await load.UntilMoreAsync(RequestsBetween);
            await rotateAsync(server, round);
            if (untilMade)
            {
                await Patience.UntilAsync(() => Task.FromResult(File.Exists(Log)), "there is a new file");
            }
        }

        await load.UntilMoreAsync(RequestsBetween);
        var ids = await load.StopAsync();
        Assert.Equal(0, await server.TerminateAsync());

        var (missing, broken) = AuditLoad.Check(ids, Directory.GetFiles(_folder.Path, "audit.log*"));
        Assert.True(ids.Count >= Rotations * RequestsBetween);
        Assert.Empty(broken);
        Assert.Empty(missing);
    }
}
