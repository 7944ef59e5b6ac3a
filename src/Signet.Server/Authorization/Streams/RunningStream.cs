using Signet.Core.Objects;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Streams;

/// <summary>A streaming response in progress, with the state of its access checks.</summary>
/// <param name="request">The request, detached from the connection.</param>
internal sealed class RunningStream(ReceivedRequest request)
{
    private long _checkedVersion = -1;
    private long _expiresAt;
    private long _checkAgainAt;
    private int _isBeingChecked;

    /// <summary>The request, detached from the connection.</summary>
    public ReceivedRequest Request => request;

    /// <summary>The state that the sender of the stream observes.</summary>
    public StreamAccess Access { get; } = new();

    /// <summary>The impersonated service account; null when there is none, or when it did not exist at the start.</summary>
    public StoredObject? ImpersonatedAccount { get; init; }

    /// <summary>Acquires the right to check this stream; <see cref="EndCheck"/> releases it. False when another check is running or none is due.</summary>
    public bool TryBeginCheck(long version, DateTimeOffset now) =>
        Access.Error is null && IsDue(version, now) && Interlocked.CompareExchange(ref _isBeingChecked, 1, 0) == 0;

    /// <summary>Records that access is valid as of a version.</summary>
    /// <param name="version">The version from before the check.</param>
    /// <param name="expiresAt">When the credential expires, in Unix seconds; 0 for never.</param>
    /// <param name="checkAgainAt">When the stream must be checked again without a change, in Unix seconds; 0 for never.</param>
    public void Confirm(long version, long expiresAt, long checkAgainAt) =>
        (_checkedVersion, _expiresAt, _checkAgainAt) = (version, expiresAt, checkAgainAt);

    /// <summary>Releases the right to check.</summary>
    public void EndCheck() => Volatile.Write(ref _isBeingChecked, 0);

    /// <summary>Whether the credential has expired since the last check.</summary>
    public bool HasExpired(DateTimeOffset now) => IsReached(_expiresAt, now);

    private bool IsDue(long version, DateTimeOffset now) => version != _checkedVersion || IsReached(_checkAgainAt, now);

    private static bool IsReached(long seconds, DateTimeOffset now) => seconds > 0 && now.ToUnixTimeSeconds() >= seconds;
}
