using Signet.Core.Primitives;

namespace Signet.Core.Signing.Succession;

/// <summary>The keys that the settings give now. Safe for concurrent use.</summary>
/// <param name="initial">Those of the start.</param>
internal sealed class GivenKeySource(GivenKeys initial)
{
    private volatile GivenKeys _current = initial;
    private readonly ChangeSignal _changed = new();

    public GivenKeys Current => _current;

    /// <summary>Replaces the keys.</summary>
    public void Replace(GivenKeys next)
    {
        _current = next;
        _changed.Fire();
    }

    /// <summary>Waits for the next replacement. A caller takes the task before it reads <see cref="Current"/>.</summary>
    public Task WaitForChangeAsync(CancellationToken cancellationToken) => _changed.Next.WaitAsync(cancellationToken);
}
