using Microsoft.Extensions.Logging;

namespace Signet.Server.Controllers;

/// <summary>Events of this room: 5000 to 5999.</summary>
internal static partial class Log
{
    [LoggerMessage(5100, LogLevel.Error, "The disk is full: objects can be neither created nor made larger until space is freed: {Fault}")]
    public static partial void DiskFull(ILogger logger, string fault);

    [LoggerMessage(5101, LogLevel.Error, "The store cannot read or write: {Fault}")]
    public static partial void StoreFailed(ILogger logger, string fault);

    [LoggerMessage(5102, LogLevel.Information, "The store can read and write again, and the disk reserve is complete")]
    public static partial void StoreRecovered(ILogger logger);

    [LoggerMessage(5122, LogLevel.Information, "Deleted pod {Pod} of node {Node}: {Reason}")]
    public static partial void PodRemoved(ILogger logger, string pod, string node, string reason);

    [LoggerMessage(5130, LogLevel.Information, "A signing key for {Algorithm} was made; it {Signs}: {Reason}")]
    public static partial void KeyCreated(ILogger logger, string algorithm, string signs, string reason);

    [LoggerMessage(5131, LogLevel.Information, "The signing key {KeyId} was changed: {Reason}")]
    public static partial void KeyChanged(ILogger logger, string keyId, string reason);

    [LoggerMessage(5132, LogLevel.Information, "The signing key {KeyId} was removed: {Reason}")]
    public static partial void KeyRemoved(ILogger logger, string keyId, string reason);

    [LoggerMessage(5134, LogLevel.Error, "The newest signing keys in the store cannot be used, and the former ones stay in use: {Fault}")]
    public static partial void KeysUnusable(ILogger logger, string fault);

    [LoggerMessage(5240, LogLevel.Information, "The signing key {KeyId} is published and signs when `signet publish` has confirmed that (--signing-key-publication-required)")]
    public static partial void PublicationAwaited(ILogger logger, string keyId);

    [LoggerMessage(5241, LogLevel.Warning, "The signing key {Current} is in use beyond its rotation interval since {OverdueSince:u}, because the publication of its successor {KeyId} is not confirmed; run `signet publish`")]
    public static partial void RotationOverdue(ILogger logger, string current, string keyId, DateTimeOffset overdueSince);

    [LoggerMessage(5140, LogLevel.Information, "The key {KeyId} of the settings is published from {PublishedFrom}, signs from {SignsFrom} until {SignsUntil}, and is accepted until {NeededUntil}")]
    public static partial void KeyFileWindows(ILogger logger, string keyId, string publishedFrom, string signsFrom, string signsUntil, string neededUntil);

    [LoggerMessage(5141, LogLevel.Warning, "The key {KeyId} of the settings signs before every verifier has to know it: verifiers that use a cached JWKS refuse its tokens until they fetch it again, at the latest at {MaxAge} if they honour max-age, others about {Safe}")]
    public static partial void KeyFileSignsEarly(ILogger logger, string keyId, string maxAge, string safe);

    [LoggerMessage(5142, LogLevel.Warning, "The former key {KeyId} of the settings is not published any more, and its tokens are refused (--signing-key-activation=Exclusive)")]
    public static partial void KeyFileRevoked(ILogger logger, string keyId);

    [LoggerMessage(5143, LogLevel.Error, "The recorded windows of the signing keys cannot be read and were begun anew; tokens of former keys are refused unless --service-account-key-file names them: {Fault}")]
    public static partial void KeyFileWindowsLost(ILogger logger, string fault);

    [LoggerMessage(5160, LogLevel.Error, "The signing key is away, and no tokens are issued until it returns; reviews go on: {Fault}")]
    public static partial void SignerAway(ILogger logger, string fault);

    [LoggerMessage(5161, LogLevel.Information, "The signing key ({Device}) is available again after {Seconds} s")]
    public static partial void SignerReturned(ILogger logger, string device, long seconds);

    [LoggerMessage(5162, LogLevel.Error, "The token of the signing key refused the login. It is not tried again until the PIN file changes, and no tokens are issued: {Fault}")]
    public static partial void SignerRefused(ILogger logger, string fault);

    [LoggerMessage(5163, LogLevel.Warning, "The sessions with the token of the signing key were lost and have been opened again: {Fault}")]
    public static partial void SignerReopened(ILogger logger, string fault);

    [LoggerMessage(5170, LogLevel.Error, "The keys of the external signer cannot be fetched; those of {FetchedAt:u} stay in use, and it is tried again every 10 s: {Fault}")]
    public static partial void RemoteKeysFailed(ILogger logger, string fault, DateTimeOffset fetchedAt);

    [LoggerMessage(5171, LogLevel.Information, "The keys of the external signer were fetched again")]
    public static partial void RemoteKeysRecovered(ILogger logger);

    [LoggerMessage(5200, LogLevel.Warning, "The record {Key} in the store cannot be read and was replaced; the other replicas add their CA certificates again within their renewal interval")]
    public static partial void TrustBundleDamaged(ILogger logger, string key);

    [LoggerMessage(5220, LogLevel.Error, "The stored value of {Key} at revision {Revision} cannot be read; the object has no effect until it is deleted or written again: {Fault}")]
    public static partial void ObjectUnreadable(ILogger logger, string key, long revision, string fault);

    [LoggerMessage(5221, LogLevel.Information, "The unreadable value of {Key} has been deleted or replaced")]
    public static partial void ObjectReadableAgain(ILogger logger, string key);

    [LoggerMessage(5223, LogLevel.Error, "The object cache could not be confirmed to be at the store's newest revision; requests that need it wait for the store: {Fault}")]
    public static partial void CacheUnconfirmed(ILogger logger, string fault);

    [LoggerMessage(5224, LogLevel.Information, "The object cache is at the store's newest revision again")]
    public static partial void CacheConfirmed(ILogger logger);

    [LoggerMessage(5250, LogLevel.Information, "Tokens of the issuer {Issuer} are accepted until {Until:u}: another server of this store issues with it")]
    public static partial void IssuerAccepted(ILogger logger, string issuer, DateTimeOffset until);

    [LoggerMessage(5251, LogLevel.Warning, "Tokens of the issuer {Issuer} are refused: an operator refused it at {Time:u}")]
    public static partial void IssuerRefused(ILogger logger, string issuer, DateTimeOffset time);

    [LoggerMessage(5252, LogLevel.Error, "The issuer of this server, {Issuer}, was refused by an operator at {Time:u}: no tokens are issued until the server is started with another --service-account-issuer")]
    public static partial void OwnIssuerRefused(ILogger logger, string issuer, DateTimeOffset time);

    [LoggerMessage(5253, LogLevel.Error, "The newest record of issuers cannot be used, and the former one stays in force: {Fault}")]
    public static partial void IssuersUnreadable(ILogger logger, string fault);

    [LoggerMessage(5254, LogLevel.Information, "The issuer {Issuer} is no longer accepted, because its last token has expired")]
    public static partial void IssuerExpired(ILogger logger, string issuer);

    [LoggerMessage(5265, LogLevel.Warning, "The former signing key cannot be opened in its device, so that the key of the settings signs at once: {Fault}")]
    public static partial void FormerKeyNotOpened(ILogger logger, string fault);
}
