namespace Signet.Client.Tests;

/// <summary>A source whose tokens are <c>token-1</c>, <c>token-2</c>, …; the next one comes after an invalidation or <see cref="Next"/>.</summary>
internal sealed class CountedTokens : IServiceAccountTokenSource
{
    private ServiceAccountToken _current = new("token-1", null);
    private int _count = 1;

    public int Count => Volatile.Read(ref _count);

    /// <summary>What the next calls throw; null for a token.</summary>
    public Exception? Failure { get; set; }

    public ValueTask<ServiceAccountToken> GetTokenAsync(CancellationToken cancellationToken = default) =>
        Failure is { } failure ? ValueTask.FromException<ServiceAccountToken>(failure) : ValueTask.FromResult(Volatile.Read(ref _current));

    public void Invalidate(ServiceAccountToken token)
    {
        if (token.Value == _current.Value)
        {
            Next();
        }
    }

    public void Next() => Volatile.Write(ref _current, new ServiceAccountToken($"token-{Interlocked.Increment(ref _count)}", null));
}
