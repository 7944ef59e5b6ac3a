using Microsoft.Extensions.Time.Testing;
using Signet.Core.Signing;
using Signet.Signing.Pkcs11;
using Signet.Tests.Controllers.Keys;

namespace Signet.Tests.Signing.Pkcs11;

/// <summary>A lost device is opened by the request that needs it, and not more often than every 5 s.</summary>
public sealed class ReopeningSignerTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
    private readonly StubDeviceSigner _device = new();
    private readonly ReopeningSigner _signer;

    public ReopeningSignerTests() => _signer = new ReopeningSigner(_device, _time);

    [Fact]
    public async Task Sign_DeviceReady_OpensNothing()
    {
        await _signer.SignAsync(StubSigner.Request(), default);

        Assert.Equal(0, _device.Attempts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sign_DeviceLost_OpensItAndSigns(bool isAway)
    {
        _device.Set(isAway ? DeviceCondition.Away : DeviceCondition.Lost, "it was pulled");
        _device.Next.Enqueue(new DeviceState(DeviceCondition.Ready, ""));

        await _signer.SignAsync(StubSigner.Request(), default);

        Assert.Equal(1, _device.Attempts);
    }

    [Fact]
    public async Task Sign_DeviceStaysAway_IsTriedEvery5Seconds()
    {
        _device.Set(DeviceCondition.Lost, "it was pulled");
        for (var second = 0; second < 11; second++)
        {
            await Assert.ThrowsAsync<SigningFailedException>(() => _signer.SignAsync(StubSigner.Request(), default).AsTask());
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, _device.Attempts);
    }

    /// <summary>Further attempts with the credential would lock the token.</summary>
    [Fact]
    public async Task Sign_DeviceRefusesTheCredential_IsNotOpened()
    {
        _device.Set(DeviceCondition.Refused, "wrong PIN");

        await Assert.ThrowsAsync<SigningFailedException>(() => _signer.SignAsync(StubSigner.Request(), default).AsTask());

        Assert.Equal(0, _device.Attempts);
    }
}
