using Signet.Core.Signing;

namespace Signet.Tests.Controllers.Keys;

/// <summary>A signer whose device does what a test says.</summary>
internal sealed class StubDeviceSigner : IDeviceSigner
{
    private readonly DeviceStates _states = new(new DeviceState(DeviceCondition.Ready, ""));
    private volatile int _attempts;

    public string Device => "token \"t\"";

    public DeviceState State => _states.Current;

    /// <summary>The states that the next attempts lead to; then it is away.</summary>
    public Queue<DeviceState> Next { get; } = [];

    public int Attempts => _attempts;

    public void Set(DeviceCondition condition, string fault = "") => _states.Set(new DeviceState(condition, fault));

    public Task WaitForChangeAsync(DeviceState seen, CancellationToken cancellationToken) => _states.WaitForChangeAsync(seen, cancellationToken);

    public Task<DeviceState> OpenAsync(CancellationToken cancellationToken)
    {
        var next = Next.Count > 0 ? Next.Dequeue() : new DeviceState(DeviceCondition.Away, "still away");
        _states.Set(next);
        _attempts++;
        return Task.FromResult(next);
    }

    /// <summary>Signs while the device is ready; otherwise it refuses.</summary>
    public ValueTask<JwtSignature> SignAsync(SigningRequest request, CancellationToken cancellationToken) => State.Condition == DeviceCondition.Ready
        ? new(new JwtSignature(default, default))
        : throw new SigningFailedException(State.Fault);

    public void Dispose()
    {
    }
}
