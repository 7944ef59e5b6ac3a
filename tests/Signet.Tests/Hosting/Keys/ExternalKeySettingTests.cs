using Microsoft.Extensions.Time.Testing;
using Signet.Server.Hosting.Keys;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Signing.External;
using Signet.Signing.External.Protocol;
using Signet.Testing;
using Signet.Tests.Signing.External;

namespace Signet.Tests.Hosting.Keys;

/// <summary>How long a start waits for an external signer.</summary>
public sealed class ExternalKeySettingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_NoSigner_FailsAfter60SecondsAndMayBeTriedAgain()
    {
        var (failed, waited) = await FailAsync();

        Assert.InRange(waited.TotalSeconds, 59, 61.5);
        Assert.Contains("FetchKeys: ", failed.Message, StringComparison.Ordinal);
        Assert.Equal(StartFault.TransientExitCode, failed.ExitCode);
    }

    [Fact]
    public async Task Open_SignerStartsLater_IsUsed()
    {
        var opening = OpenAsync();
        await AdvanceUntilAsync(() => _time.GetUtcNow() > DateTimeOffset.FromUnixTimeSeconds(1_800_000_005));
        await using var signer = await FaultySigner.StartAsync(_folder.File("s"));

        await AdvanceUntilAsync(() => opening.IsCompleted);

        using var keys = await opening;
        Assert.Equal(["first"], keys.Ring.Current.Keys.Select(key => key.KeyId));
        Assert.Equal(TimeSpan.FromSeconds(86_400), keys.Ring.Current.MaxLifetime);
    }

    [Fact]
    public async Task Open_MetadataHangs_FailsAfter10Seconds()
    {
        await using var signer = await FaultySigner.StartAsync(_folder.File("s"));
        using var ended = new ManualResetEventSlim();
        signer.Metadata = () =>
        {
            ended.Wait(Patience.Limit);
            return new MetadataResponse();
        };

        var (failed, waited) = await FailAsync();

        ended.Set();
        Assert.InRange(waited.TotalSeconds, 10, 12);
        Assert.Contains("Metadata: ", failed.Message, StringComparison.Ordinal);
        Assert.Contains("did not answer within 10 s", failed.Message, StringComparison.Ordinal);
        Assert.Equal(StartFault.TransientExitCode, failed.ExitCode);
    }

    private async Task<(StartupException Failed, TimeSpan Waited)> FailAsync()
    {
        var start = _time.GetUtcNow();
        var opening = OpenAsync();
        await AdvanceUntilAsync(() => opening.IsCompleted);
        var waited = _time.GetUtcNow() - start;
        return (await Assert.ThrowsAsync<StartupException>(() => opening), waited);
    }

    private Task AdvanceUntilAsync(Func<bool> isSo) => Patience.UntilAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            return Task.FromResult(isSo());
        },
        "the start has ended");

    private Task<ExternalKeys> OpenAsync() =>
        new ExternalKeySetting(new ServerOptions(), _time).OpenAsync(_folder.File("s"), TestContext.Current.CancellationToken).AsTask();
}
