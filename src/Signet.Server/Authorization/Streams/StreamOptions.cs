using Signet.Server.Http.Answers;

namespace Signet.Server.Authorization.Streams;

/// <summary>The options of checks of running streams.</summary>
/// <param name="AuthorizationLifetime">
/// The lifetime of an authorization decision while nothing changes in Signet, because a webhook made some; null is unlimited.
/// </param>
internal sealed record StreamOptions(TimeSpan? AuthorizationLifetime)
{
    /// <summary>How long a client may take to read what was written.</summary>
    public TimeSpan WriteLimit { get; init; } = StreamAccess.Unlimited.WriteLimit;
}
