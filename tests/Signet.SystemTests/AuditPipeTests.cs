using System.Diagnostics;
using System.Net;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>The audit log is written to a pipe whose reader ends: readyz and the log report it, and a new reader gets all events.</summary>
public sealed class AuditPipeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reader_GoesAndComesBack_EachEventIsRead(bool isStandardOutput)
    {
        var pipe = _folder.File("pipe");
        using (var make = Process.Start(TestMachine.Require("mkfifo"), [pipe]))
        {
            await make.WaitForExitAsync();
        }

        using var first = Reader(pipe, "events.1");
        await using var server = await SignetProcess.ServeIntoAsync(
            isStandardOutput ? pipe : null, _folder.File("data"), "--signing-algorithm", "ES256", "--audit-log-path", isStandardOutput ? "-" : pipe);
        using var client = server.CreateClient(asAdministrator: true);
        await UntilReadyAsync(client, HttpStatusCode.OK);
        var load = AuditLoad.Start(server);
        await load.UntilMoreAsync(200);

        // The reader ends while it reads.
        first.Kill();
        await first.WaitForExitAsync();
        await UntilReadyAsync(client, HttpStatusCode.InternalServerError);
        await server.UntilSaysAsync("Writing the audit log failed; it is retried: the pipe has no reader any more");
        await load.UntilMoreAsync(200);
        Assert.Contains("[-]audit failed", await BodyAsync(client, "/readyz?verbose"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/livez")).StatusCode);

        using var second = Reader(pipe, "events.2");
        await UntilReadyAsync(client, HttpStatusCode.OK);
        await load.UntilMoreAsync(200);
        var ids = await load.StopAsync();
        Assert.Equal(0, await server.TerminateAsync());
        await second.WaitForExitAsync();

        var (missing, broken) = AuditLoad.Check(ids, [_folder.File("events.1"), _folder.File("events.2")]);
        Assert.Empty(missing);

        // Only the last line of the first reader and its rest in the second may be incomplete, and the banner is not among the events.
        Assert.InRange(broken.Count, 0, 2);
        Assert.DoesNotContain(broken, line => line.Contains("Signet serves", StringComparison.Ordinal));
        Assert.Contains(isStandardOutput ? server.Address.ToString().TrimEnd('/') : "", server.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_StandardOutputClosed_IsRefused()
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh")
        {
            ArgumentList =
            {
                "-c", "exec \"$0\" serve --secure-port 0 --data-dir \"$1\" --audit-log-path - >&-",
                Path.ChangeExtension(typeof(Cli.Program).Assembly.Location, null), _folder.File("data"),
            },
            RedirectStandardError = true,
        })!;

        Assert.Contains("--audit-log-path: - cannot be opened: standard output is closed", await shell.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        await shell.WaitForExitAsync();
        Assert.NotEqual(0, shell.ExitCode);
    }

    private static async Task<string> BodyAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return await answer.Content.ReadAsStringAsync();
    }

    private static Task UntilReadyAsync(HttpClient client, HttpStatusCode code) => Patience.UntilAsync(async () =>
    {
        using var answer = await client.GetAsync("/readyz");
        return answer.StatusCode == code;
    }, $"readyz answers {code}");

    private Process Reader(string pipe, string file) =>
        Process.Start("/bin/sh", ["-c", "exec cat \"$0\" >\"$1\"", pipe, _folder.File(file)]);
}
