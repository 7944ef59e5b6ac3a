namespace Signet.Client;

/// <summary>A token in use: when it is refreshed, and until when it is used.</summary>
internal sealed class CachedToken
{
    private const double FirstRefreshPoint = 0.6;
    private const double RefreshWindow = 0.2;
    private const double MaxMarginPart = 0.1;
    private static readonly TimeSpan MaxMargin = TimeSpan.FromSeconds(10);

    private readonly Moment _requestedAt;
    private readonly TimeProvider _time;
    private readonly TimeSpan _refreshAfter;
    private readonly TimeSpan _usableFor;

    /// <summary>Draws the refresh point, once for this token.</summary>
    /// <param name="lifetime">The lifetime at its issue. It is counted from <paramref name="requestedAt"/>, which is before the issue.</param>
    public CachedToken(ServiceAccountToken token, Moment requestedAt, TimeSpan lifetime, TimeProvider time)
    {
        (Token, _requestedAt, _time) = (token, requestedAt, time);
        _refreshAfter = lifetime * (FirstRefreshPoint + (RefreshWindow * RandomFraction.Next()));
        var margin = lifetime * MaxMarginPart;
        _usableFor = lifetime - (margin < MaxMargin ? margin : MaxMargin);
    }

    public ServiceAccountToken Token { get; }

    /// <summary>Whether it can be sent: it does not expire within the margin.</summary>
    public bool IsUsable => _requestedAt.Elapsed(_time) < _usableFor;

    /// <summary>Whether its refresh point has passed.</summary>
    public bool IsRefreshDue => _requestedAt.Elapsed(_time) >= _refreshAfter;
}
