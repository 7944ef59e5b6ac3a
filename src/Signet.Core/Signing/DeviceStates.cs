namespace Signet.Core.Signing;

/// <summary>The state of the device of a signer, whose changes can be awaited. Safe for concurrent use.</summary>
/// <param name="initial">The first state.</param>
internal sealed class DeviceStates(DeviceState initial)
{
    private volatile DeviceState _current = initial;
    private volatile TaskCompletionSource _changed = NewChange();

    /// <summary>The state.</summary>
    public DeviceState Current => _current;

    /// <summary>Changes the state.</summary>
    public void Set(DeviceState state)
    {
        _current = state;
        Interlocked.Exchange(ref _changed, NewChange()).TrySetResult();
    }

    /// <summary>Completes when the state is another one.</summary>
    public async Task WaitForChangeAsync(DeviceState seen, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Read before the state, so that no change is missed.
            var changed = _changed.Task;
            if (_current != seen)
            {
                return;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
