namespace Signet.Core.Signing.Succession;

/// <summary>The keys that the settings give now. Safe for concurrent use.</summary>
/// <param name="initial">Those of the start.</param>
internal sealed class GivenKeySource(GivenKeys initial)
{
    private volatile GivenKeys _current = initial;
    private TaskCompletionSource _changed = NewSignal();

    public GivenKeys Current => _current;

    /// <summary>Replaces the keys.</summary>
    public void Replace(GivenKeys next)
    {
        _current = next;
        Interlocked.Exchange(ref _changed, NewSignal()).SetResult();
    }

    /// <summary>Waits for the next replacement. A caller takes the task before it reads <see cref="Current"/>.</summary>
    public Task WaitForChangeAsync(CancellationToken cancellationToken) => Volatile.Read(ref _changed).Task.WaitAsync(cancellationToken);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
