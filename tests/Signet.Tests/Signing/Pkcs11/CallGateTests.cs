using Signet.Signing.Pkcs11.Native;
using Signet.Testing;

namespace Signet.Tests.Signing.Pkcs11;

/// <summary>A module is finalized when no call runs in it.</summary>
public sealed class CallGateTests
{
    private readonly CallGate _gate = new();

    [Fact]
    public void TryClose_CallThatHangs_IsGivenUpAndTheGateStaysOpen()
    {
        _gate.Enter();

        Assert.False(_gate.TryClose(TimeSpan.FromMilliseconds(1)));

        _gate.Enter();
        _gate.Exit();
        _gate.Exit();
        Assert.True(_gate.TryClose(TimeSpan.Zero));
    }

    [Fact]
    public async Task Enter_ClosedGate_WaitsUntilItIsOpen()
    {
        Assert.True(_gate.TryClose(TimeSpan.Zero));
        var entered = Task.Factory.StartNew(_gate.Enter, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.False(entered.IsCompleted);

        _gate.Open();

        await entered.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        _gate.Exit();
        Assert.True(_gate.TryClose(TimeSpan.Zero));
    }

    [Fact]
    public async Task TryClose_CallThatEnds_IsWaitedFor()
    {
        _gate.Enter();
        var closing = Task.Factory.StartNew(
            () => _gate.TryClose(Patience.Limit), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        _gate.Exit();

        Assert.True(await closing);
    }
}
