namespace Signet.Server.Authorization.Streams;

/// <summary>How running streams are checked.</summary>
/// <param name="AuthorizationLifetime">How long an authorization decision holds although nothing has changed here: a webhook makes some. Null for without limit.</param>
internal sealed record StreamOptions(TimeSpan? AuthorizationLifetime);
