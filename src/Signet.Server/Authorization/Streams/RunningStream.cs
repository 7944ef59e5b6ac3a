using Signet.Core.Objects;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Streams;

/// <summary>A streaming response in progress, with the state of its access checks.</summary>
/// <param name="request">The request, detached from the connection.</param>
internal sealed class RunningStream(ReceivedRequest request)
{
    private const long NoVersion = -1;

    private long _checkedVersion = NoVersion;
    private long _expiresAt;
    private long _checkAgainAt;
    private int _isBeingChecked;

    /// <summary>The request, detached from the connection.</summary>
    public ReceivedRequest Request => request;

    /// <summary>The access that the stream itself observes.</summary>
    public StreamAccess Access { get; } = new();

    /// <summary>The impersonated service account; null when there is none, or when it did not exist at the start.</summary>
    public StoredObject? ImpersonatedAccount { get; init; }

    /// <summary>Begins a check, which <see cref="EndCheck"/> ends. False while another check runs, or when none is due.</summary>
    /// <param name="version">The version of <see cref="AccessChanges"/>; null when it is not known, so that a check is due.</param>
    /// <param name="now">The time of the check.</param>
    public bool TryBeginCheck(long? version, DateTimeOffset now) =>
        Access.Error is null && IsDue(version, now) && Interlocked.CompareExchange(ref _isBeingChecked, 1, 0) == 0;

    /// <summary>Records that the access is valid as of a version.</summary>
    /// <param name="version">The version before the check began; null when it was not known, so that the next sweep checks again.</param>
    /// <param name="expiresAt">When its credential expires, in seconds since 1970; 0 for never.</param>
    /// <param name="checkAgainAt">When it has to be checked again although nothing has changed, in seconds since 1970; 0 for never.</param>
    public void Confirm(long? version, long expiresAt, long checkAgainAt) =>
        (_checkedVersion, _expiresAt, _checkAgainAt) = (version ?? NoVersion, expiresAt, checkAgainAt);

    /// <summary>Ends a check.</summary>
    public void EndCheck() => Volatile.Write(ref _isBeingChecked, 0);

    /// <summary>Whether the credential has expired since the last check.</summary>
    public bool HasExpired(DateTimeOffset now) => IsReached(_expiresAt, now);

    private bool IsDue(long? version, DateTimeOffset now) => version is null || version != _checkedVersion || IsReached(_checkAgainAt, now);

    private static bool IsReached(long seconds, DateTimeOffset now) => seconds > 0 && now.ToUnixTimeSeconds() >= seconds;
}
