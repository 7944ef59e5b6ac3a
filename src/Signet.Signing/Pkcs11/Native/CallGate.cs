namespace Signet.Signing.Pkcs11.Native;

/// <summary>Counts the calls that run in a module, so that it is finalized only when none does.</summary>
internal sealed class CallGate
{
    /// <summary>A monitor, because threads wait in it.</summary>
    private readonly object _monitor = new();

    private int _running;
    private bool _isClosed;

    /// <summary>Begins a call; blocks while the gate is closed.</summary>
    public void Enter()
    {
        lock (_monitor)
        {
            while (_isClosed)
            {
                Monitor.Wait(_monitor);
            }

            _running++;
        }
    }

    /// <summary>Ends a call.</summary>
    public void Exit()
    {
        lock (_monitor)
        {
            _running--;
            Monitor.PulseAll(_monitor);
        }
    }

    /// <summary>Lets no further call begin and waits for those that run. False, with the gate open, if one has not ended in time.</summary>
    public bool TryClose(TimeSpan patience)
    {
        lock (_monitor)
        {
            _isClosed = true;
            var begun = TimeProvider.System.GetTimestamp();
            while (_running > 0)
            {
                var left = patience - TimeProvider.System.GetElapsedTime(begun);
                if (left <= TimeSpan.Zero)
                {
                    Open();
                    return false;
                }

                Monitor.Wait(_monitor, left);
            }

            return true;
        }
    }

    /// <summary>Lets calls begin again.</summary>
    public void Open()
    {
        lock (_monitor)
        {
            _isClosed = false;
            Monitor.PulseAll(_monitor);
        }
    }
}
