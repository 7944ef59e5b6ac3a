namespace Signet.Core.Primitives;

/// <summary>A signal of changes that can be awaited again and again. Safe for concurrent use.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes with the next <see cref="Fire"/>. A caller takes it before it reads what may change, and misses nothing.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Tells those who wait. The change has been made before.</summary>
    public void Fire() => Interlocked.Exchange(ref _next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
