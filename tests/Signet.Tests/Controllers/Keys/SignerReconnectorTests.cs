using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Signing;
using Signet.Server.Controllers.Keys;
using Signet.Testing;
using Signet.Tests.Background;

namespace Signet.Tests.Controllers.Keys;

/// <summary>A lost device is opened again: at once, with backoff, and never while it refuses the credential.</summary>
public sealed class SignerReconnectorTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
    private readonly ScriptedLogger _log = new();
    private readonly StubDeviceSigner _signer = new();
    private readonly CancellationTokenSource _stop = new();
    private SignerReconnector _service = null!;
    private Task _running = Task.CompletedTask;

    public ValueTask InitializeAsync()
    {
        _service = new SignerReconnector(_signer, _time, new LoggerOf<SignerReconnector>(_log));
        _running = _service.RunAsync(_stop.Token);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        _stop.Dispose();
    }

    [Fact]
    public async Task Run_SessionsLost_AreOpenedAtOnce()
    {
        _signer.Next.Enqueue(new DeviceState(DeviceCondition.Ready, ""));
        _signer.Set(DeviceCondition.Lost, "CKR_SESSION_HANDLE_INVALID");

        await UntilLoggedAsync(5163);

        Assert.Equal(1, _signer.Attempts);
        Assert.Null(_service.Remark);
        Assert.Contains("CKR_SESSION_HANDLE_INVALID", Assert.Single(_log.Entries).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_DeviceAway_IsTriedWithBackoffAndItsReturnIsLogged()
    {
        _signer.Set(DeviceCondition.Lost, "CKR_DEVICE_REMOVED");
        await UntilLoggedAsync(5160);
        Assert.Equal(
            "the signing key is away since 2027-01-15T08:00:00Z: no tokens are issued, reviews work (log events 5160 and 5162 have the reason)", _service.Remark);

        await UntilAttemptsAsync(6);
        Assert.Single(_log.Entries);

        // With the longest delay of 15 s, six attempts need more than half a minute.
        Assert.True(_time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(1_800_000_000) > TimeSpan.FromSeconds(15));
        _signer.Next.Enqueue(new DeviceState(DeviceCondition.Ready, ""));
        await UntilAttemptsAsync(7);
        await UntilLoggedAsync(5161);

        Assert.Null(_service.Remark);
        Assert.Equal([(LogLevel.Error, 5160), (LogLevel.Information, 5161)], _log.Entries.Select(entry => (entry.Level, entry.Id)));
    }

    [Fact]
    public async Task Run_LoginRefused_IsNotTriedBeforeTheCredentialChanges()
    {
        _signer.Next.Enqueue(new DeviceState(DeviceCondition.Refused, "CKR_PIN_INCORRECT"));
        _signer.Set(DeviceCondition.Lost, "CKR_SESSION_CLOSED");
        await UntilLoggedAsync(5162);

        for (var i = 0; i < 50; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.Equal(1, _signer.Attempts);
        Assert.NotNull(_service.Remark);
        _signer.Next.Enqueue(new DeviceState(DeviceCondition.Ready, ""));
        _signer.Set(DeviceCondition.Away, "the PIN has changed");
        await UntilLoggedAsync(5161);
        Assert.Equal(2, _signer.Attempts);
        Assert.Equal([5162, 5161], _log.Entries.Select(entry => entry.Id));
    }

    [Fact]
    public async Task Run_PinChangesDuringTheDelay_IsTriedAtOnce()
    {
        _signer.Set(DeviceCondition.Lost, "CKR_DEVICE_REMOVED");
        await UntilLoggedAsync(5160);
        var attempts = _signer.Attempts;
        _signer.Next.Enqueue(new DeviceState(DeviceCondition.Ready, ""));

        _signer.Set(DeviceCondition.Away, "the PIN has changed");

        await UntilLoggedAsync(5161);
        Assert.Equal(attempts + 1, _signer.Attempts);
    }

    private Task UntilLoggedAsync(int id) => Patience.UntilAsync(() => Task.FromResult(_log.Entries.Any(entry => entry.Id == id)), $"event {id} is logged");

    /// <summary>The timer may not exist yet when the clock is advanced.</summary>
    private Task UntilAttemptsAsync(int count) => Patience.UntilAsync(
        () =>
        {
            if (_signer.Attempts < count)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
            }

            return Task.FromResult(_signer.Attempts >= count);
        },
        $"{count} attempts are made");
}
