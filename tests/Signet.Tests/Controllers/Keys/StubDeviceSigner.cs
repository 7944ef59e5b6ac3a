using Signet.Core.Signing;

namespace Signet.Tests.Controllers.Keys;

/// <summary>A signer whose device does what a test says.</summary>
internal sealed class StubDeviceSigner : IDeviceSigner
{
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile DeviceState _state = new(DeviceCondition.Ready, "");

    public string Device => "token \"t\"";

    public DeviceState State => _state;

    /// <summary>The states that the next attempts lead to.</summary>
    public Queue<DeviceState> Next { get; } = [];

    public int Attempts { get; private set; }

    public void Set(DeviceCondition condition, string fault = "")
    {
        _state = new DeviceState(condition, fault);
        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    public async Task WaitForChangeAsync(DeviceState seen, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = _changed.Task;
            if (State != seen)
            {
                return;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public Task<DeviceState> OpenAsync(CancellationToken cancellationToken)
    {
        Attempts++;
        var next = Next.Count > 0 ? Next.Dequeue() : new DeviceState(DeviceCondition.Away, "still away");
        Set(next.Condition, next.Fault);
        return Task.FromResult(_state);
    }

    public ValueTask<JwtSignature> SignAsync(SigningRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
