using Signet.Core.Primitives;

namespace Signet.Core.Signing;

/// <summary>The state of the device of a signer, whose changes can be awaited. Safe for concurrent use.</summary>
/// <param name="initial">The first state.</param>
internal sealed class DeviceStates(DeviceState initial)
{
    private volatile DeviceState _current = initial;
    private readonly ChangeSignal _changed = new();

    /// <summary>The state.</summary>
    public DeviceState Current => _current;

    /// <summary>Changes the state.</summary>
    public void Set(DeviceState state)
    {
        _current = state;
        _changed.Fire();
    }

    /// <summary>Completes when the state is another one.</summary>
    public async Task WaitForChangeAsync(DeviceState seen, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Read before the state, so that no change is missed.
            var changed = _changed.Next;
            if (_current != seen)
            {
                return;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
