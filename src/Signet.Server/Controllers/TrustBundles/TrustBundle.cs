using Signet.Core.Primitives;

namespace Signet.Server.Controllers.TrustBundles;

/// <summary>The CA bundle that is published in every namespace, as this replica last read it.</summary>
internal sealed class TrustBundle
{
    private readonly Lock _lock = new();
    private readonly ChangeSignal _changed = new();
    private string? _pem;

    /// <summary>The certificates, PEM encoded; null until they have been read.</summary>
    public string? Pem => Volatile.Read(ref _pem);

    /// <summary>Replaces the bundle.</summary>
    public void Set(string pem)
    {
        lock (_lock)
        {
            if (_pem == pem)
            {
                return;
            }

            Volatile.Write(ref _pem, pem);
            _changed.Fire();
        }
    }

    /// <summary>Waits for the next change.</summary>
    public Task WaitForChangeAsync(CancellationToken cancellationToken) => _changed.Next.WaitAsync(cancellationToken);
}
