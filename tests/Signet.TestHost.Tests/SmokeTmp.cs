using System.Diagnostics;
namespace Signet.TestHost.Tests;
public sealed class SmokeTmp
{
    [Fact]
    public async Task Figures()
    {
        for (var i = 0; i < 8; i++)
        {
            var w = Stopwatch.StartNew();
            var s = await SignetTestServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
            var a = w.ElapsedMilliseconds;
            var account = await s.CreateAccountAsync("builder");
            var t = await s.IssueAsync(account, audience: "vault");
            var b = w.ElapsedMilliseconds;
            await s.DisposeAsync();
            TestContext.Current.SendDiagnosticMessage($"{i}: start {a} first token {b} all {w.ElapsedMilliseconds} {t}");
            Console.Error.WriteLine($"{i}: start {a} first token {b} all {w.ElapsedMilliseconds} {t}");
        }
    }
}
