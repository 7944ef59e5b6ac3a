namespace Signet.SystemTests.Replicas;

/// <summary>
/// Two replicas under load are replaced one by one by another version, and back (docs/operations.md, *Upgrade*). <c>SIGNET_OLD_BINARY</c> is the
/// executable of the other version (eng/upgrade.sh); without it the same one stands in, so that the procedure itself is tested.
/// </summary>
public sealed class UpgradeTests(ITestOutputHelper output)
{
    private const int RequestsOfEachPhase = 300;
    private static readonly string? Old = Environment.GetEnvironmentVariable("SIGNET_OLD_BINARY");

    [Fact]
    public async Task Replace_OneReplicaAfterTheOther_NoRequestFailsAndNoTokenIsRefused()
    {
        await using var replicas = await ReplicaProcesses.StartAsync();
        var started = new List<RunningReplica>();
        try
        {
            await RunAsync(async (name, program) =>
            {
                started.Add(new RunningReplica(name, await replicas.ServeAsync(name, program)));
                return started[^1];
            });
        }
        finally
        {
            foreach (var replica in started)
            {
                await replica.DisposeAsync();
            }
        }
    }

    private async Task RunAsync(Func<string, string?, Task<RunningReplica>> serveAsync)
    {
        RunningReplica[] running = [await serveAsync("a", Old), await serveAsync("b", Old)];
        await running[0].Client.UntilDefaultAccountAsync();
        var identity = await ServerIdentity.OfAsync(running[0].Client);
        var load = new TokenLoad(new ReplicaRotation(running));
        load.Start();
        await load.WaitForAsync(RequestsOfEachPhase);
        foreach (var (program, what) in new[] { (null, "upgrade"), (Old, "downgrade") })
        {
            for (var i = 0; i < running.Length; i++)
            {
                Assert.Equal(0, await running[i].StopAsync());
                load.Rotation.Remove(running[i]);
                running[i] = await serveAsync(running[i].Name, program);
                load.Rotation.Add(running[i]);
                await load.WaitForAsync(RequestsOfEachPhase);
                Assert.Equal(identity, await ServerIdentity.OfAsync(running[i].Client));
                output.WriteLine(
                    $"{what} of {running[i].Name}: {load.Answered} requests answered, {load.Repeated} connections ended or refused, " +
                    $"{load.Unavailable} answers 503, {load.Tokens.Count} tokens");
            }
        }

        await load.StopAsync();
        foreach (var token in load.Tokens)
        {
            await load.AssertAcceptedAsync(token);
        }

        // A machine that is busy with other tests can make a confirmation late.
        Assert.True(Old is null || load.Unavailable == 0, $"{load.Unavailable} answers 503");
    }
}
