using Signet.Server.Hosting.Keys;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Signing.External;
using Signet.Signing.External.Protocol;
using Signet.Testing;
using Signet.Tests.Controllers.Keys;
using Signet.Tests.Signing.External;

namespace Signet.Tests.Hosting.Keys;

/// <summary>How long a start waits for an external signer.</summary>
public sealed class ExternalKeySettingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SteppedTime _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_NoSigner_FailsAfter60SecondsAndMayBeTriedAgain()
    {
        var start = _time.GetUtcNow();
        var opening = OpenAsync();

        await _time.StepUntilCompletedAsync(opening);

        Assert.InRange((_time.GetUtcNow() - start).TotalSeconds, 59, 60);
        var failed = await Assert.ThrowsAsync<StartupException>(() => opening);
        Assert.Contains("FetchKeys: ", failed.Message, StringComparison.Ordinal);
        Assert.Equal(StartFault.TransientExitCode, failed.ExitCode);
    }

    [Fact]
    public async Task Open_SignerStartsLater_IsUsed()
    {
        var opening = OpenAsync();
        await _time.StepUntilAsync(() => _time.GetUtcNow() > DateTimeOffset.FromUnixTimeSeconds(1_800_000_005));
        await using var signer = await FaultySigner.StartAsync(_folder.File("s"));

        await _time.StepUntilCompletedAsync(opening);

        using var keys = await opening;
        Assert.Equal(["first"], keys.Ring.Current.Keys.Select(key => key.KeyId));
        Assert.Equal(TimeSpan.FromSeconds(86_400), keys.Ring.Current.MaxLifetime);
    }

    [Fact]
    public async Task Open_MetadataHangs_FailsAfter10Seconds()
    {
        await using var signer = await FaultySigner.StartAsync(_folder.File("s"));
        using var ended = new ManualResetEventSlim();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        signer.Metadata = () =>
        {
            asked.TrySetResult();
            ended.Wait(Patience.Limit);
            return new MetadataResponse();
        };
        var opening = OpenAsync();
        await asked.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(opening.IsCompleted);

        // Deadlines are accurate to 250 ms.
        _time.Advance(TimeSpan.FromSeconds(0.4));
        var failed = await Assert.ThrowsAsync<StartupException>(() => opening.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken));

        ended.Set();
        Assert.Contains("Metadata: ", failed.Message, StringComparison.Ordinal);
        Assert.Contains("did not answer within 10 s", failed.Message, StringComparison.Ordinal);
        Assert.Equal(StartFault.TransientExitCode, failed.ExitCode);
    }

    private Task<ExternalKeys> OpenAsync() =>
        new ExternalKeySetting(new ServerOptions(), _time).OpenAsync(_folder.File("s"), TestContext.Current.CancellationToken).AsTask();
}
