using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;

namespace Signet.Server.Controllers;

/// <summary>Events of this room: 5000 to 5999.</summary>
internal static partial class Log
{
    [LogHelp("The disk is full. Objects can neither be created nor become larger.", "Free space or enlarge the disk: [a full disk](operations.md#a-full-disk).")]
    [LoggerMessage(5100, LogLevel.Error, "The disk is full: objects can be neither created nor made larger until space is freed: {Fault}")]
    public static partial void DiskFull(ILogger logger, string fault);

    [LogHelp("The store cannot read or write.", "Check the disk and the kernel's log. If the file is damaged: [restore](operations.md#restore).")]
    [LoggerMessage(5101, LogLevel.Error, "The store cannot read or write: {Fault}")]
    public static partial void StoreFailed(ILogger logger, string fault);

    [LogHelp("The store works again, and the disk reserve is complete.", "Nothing.")]
    [LoggerMessage(5102, LogLevel.Information, "The store can read and write again, and the disk reserve is complete")]
    public static partial void StoreRecovered(ILogger logger);

    [LogHelp("A pod was deleted that no kubelet ends. The line has the reason.", "Nothing if it was intended: [pods without a kubelet](how-to/nodes.md#how-pods-and-namespaces-end).")]
    [LoggerMessage(5122, LogLevel.Information, "Deleted pod {Pod} of node {Node}: {Reason}")]
    public static partial void PodRemoved(ILogger logger, string pod, string node, string reason);

    [LogHelp("A signing key was made. The line has its algorithm, when it signs, and the reason.", "Nothing: [keys](operations.md#keys).")]
    [LoggerMessage(5130, LogLevel.Information, "A signing key for {Algorithm} was made; it {Signs}: {Reason}")]
    public static partial void KeyCreated(ILogger logger, string algorithm, string signs, string reason);

    [LogHelp("A signing key got another window, or was ended by an operator. The line has the reason.", "Nothing if it was intended.")]
    [LoggerMessage(5131, LogLevel.Information, "The signing key {KeyId} was changed: {Reason}")]
    public static partial void KeyChanged(ILogger logger, string keyId, string reason);

    [LogHelp("The record of a signing key that ended long ago was removed.", "Nothing.")]
    [LoggerMessage(5132, LogLevel.Information, "The signing key {KeyId} was removed: {Reason}")]
    public static partial void KeyRemoved(ILogger logger, string keyId, string reason);

    [LogHelp("The signing keys in the store were changed, and this replica cannot use them; the former ones stay in use.", "Give this replica the key-encryption key of the others (`--key-encryption-key-file`), or restore the record: somebody may have changed it.")]
    [LoggerMessage(5134, LogLevel.Error, "The newest signing keys in the store cannot be used, and the former ones stay in use: {Fault}")]
    public static partial void KeysUnusable(ILogger logger, string fault);

    [LogHelp("The next signing key is published, and signs a publication lead after `signet publish` has confirmed that (`--signing-key-publication-required`).", "Nothing while `signet publish --watch` runs; else run `signet publish`.")]
    [LoggerMessage(5240, LogLevel.Information, "The signing key {KeyId} is published and signs when `signet publish` has confirmed that (--signing-key-publication-required)")]
    public static partial void PublicationAwaited(ILogger logger, string keyId);

    [LogHelp("The current signing key is in use beyond its rotation interval, because the publication of its successor is not confirmed. Repeated every hour.", "Run [`signet publish`](operations.md#publish-copies-of-the-documents), and see why it has failed.")]
    [LoggerMessage(5241, LogLevel.Warning, "The signing key {Current} is in use beyond its rotation interval since {OverdueSince:u}, because the publication of its successor {KeyId} is not confirmed; run `signet publish`")]
    public static partial void RotationOverdue(ILogger logger, string current, string keyId, DateTimeOffset overdueSince);

    [LogHelp("A key that settings name has new windows.", "Nothing: [replace a key file](operations.md#replace-a-key-file).")]
    [LoggerMessage(5140, LogLevel.Information, "The key {KeyId} of the settings is published from {PublishedFrom}, signs from {SignsFrom} until {SignsUntil}, and is accepted until {NeededUntil}")]
    public static partial void KeyFileWindows(ILogger logger, string keyId, string publishedFrom, string signsFrom, string signsUntil, string neededUntil);

    [LogHelp("A new key that settings name signs before every verifier has to know it: the server was restarted without the former key, or `--signing-key-activation` says so.", "Expect refused tokens until the times in the line. To avoid it, change the file while the server runs, or name the key in `--service-account-key-file` for the publication lead first.")]
    [LoggerMessage(5141, LogLevel.Warning, "The key {KeyId} of the settings signs before every verifier has to know it: verifiers that use a cached JWKS refuse its tokens until they fetch it again, at the latest at {MaxAge} if they honour max-age, others about {Safe}")]
    public static partial void KeyFileSignsEarly(ILogger logger, string keyId, string maxAge, string safe);

    [LogHelp("A former key was revoked (`--signing-key-activation=Exclusive`).", "Request new tokens.")]
    [LoggerMessage(5142, LogLevel.Warning, "The former key {KeyId} of the settings is not published any more, and its tokens are refused (--signing-key-activation=Exclusive)")]
    public static partial void KeyFileRevoked(ILogger logger, string keyId);

    [LogHelp("The record of the windows of static keys cannot be read: it was changed, or the key-encryption key is another one. The server goes on with what the settings name.", "Name former keys whose tokens shall be accepted in `--service-account-key-file`.")]
    [LoggerMessage(5143, LogLevel.Error, "The recorded windows of the signing keys cannot be read and were begun anew; tokens of former keys are refused unless --service-account-key-file names them: {Fault}")]
    public static partial void KeyFileWindowsLost(ILogger logger, string fault);

    [LogHelp("The token with the signing key is away. No tokens are issued; reviews go on. The line has the reason.", "Check the HSM, its network and its client software; `pkcs11-tool --list-token-slots` with the same module has to show the token. [A key in an HSM](operations.md#a-key-in-an-hsm).")]
    [LoggerMessage(5160, LogLevel.Error, "The signing key is away, and no tokens are issued until it returns; reviews go on: {Fault}")]
    public static partial void SignerAway(ILogger logger, string fault);

    [LogHelp("The token with the signing key is available again.", "Nothing.")]
    [LoggerMessage(5161, LogLevel.Information, "The signing key ({Device}) is available again after {Seconds} s")]
    public static partial void SignerReturned(ILogger logger, string device, long seconds);

    [LogHelp("The token refused the PIN, or would lock itself after another wrong one. It is not tried again before the PIN file changes.", "Write the right PIN to the file of `pin-source`. If the token is locked, unlock it with its own tools.")]
    [LoggerMessage(5162, LogLevel.Error, "The token of the signing key refused the login. It is not tried again until the PIN file changes, and no tokens are issued: {Fault}")]
    public static partial void SignerRefused(ILogger logger, string fault);

    [LogHelp("The sessions with the token were lost and have been opened again. No request failed because of it.", "Nothing if it happens seldom. If it repeats, look for the cause in the HSM.")]
    [LoggerMessage(5163, LogLevel.Warning, "The sessions with the token of the signing key were lost and have been opened again: {Fault}")]
    public static partial void SignerReopened(ILogger logger, string fault);

    [LogHelp("The keys of the external signer cannot be fetched. Tokens of the keys that were fetched last are still accepted.", "Check the signer and its socket; the line has the reason. It is tried again every 10 s.")]
    [LoggerMessage(5170, LogLevel.Error, "The keys of the external signer cannot be fetched; those of {FetchedAt:u} stay in use, and it is tried again every 10 s: {Fault}")]
    public static partial void RemoteKeysFailed(ILogger logger, string fault, DateTimeOffset fetchedAt);

    [LogHelp("The keys of the external signer were fetched again.", "Nothing.")]
    [LoggerMessage(5171, LogLevel.Information, "The keys of the external signer were fetched again")]
    public static partial void RemoteKeysRecovered(ILogger logger);

    [LogHelp("The record of all replicas' CA certificates cannot be read and was replaced.", "Nothing if it happens once. If it repeats, check the disk and restore a [backup](operations.md#restore).")]
    [LoggerMessage(5200, LogLevel.Warning, "The record {Key} in the store cannot be read and was replaced; the other replicas add their CA certificates again within their renewal interval")]
    public static partial void TrustBundleDamaged(ILogger logger, string key);

    [LogHelp("A stored value is not an object of its kind. It is missing in lists and has no effect.", "Restore or delete it: [an object that cannot be read](operations.md#one-object-that-cannot-be-read).")]
    [LoggerMessage(5220, LogLevel.Error, "The stored value of {Key} at revision {Revision} cannot be read; the object has no effect until it is deleted or written again: {Fault}")]
    public static partial void ObjectUnreadable(ILogger logger, string key, long revision, string fault);

    [LogHelp("A value that could not be read was replaced or deleted.", "Nothing.")]
    [LoggerMessage(5221, LogLevel.Information, "The unreadable value of {Key} has been deleted or replaced")]
    public static partial void ObjectReadableAgain(ILogger logger, string key);

    [LogHelp("It could not be confirmed that the object cache is at the store's newest revision. `/readyz` fails.", "Check the connection to the store.")]
    [LoggerMessage(5223, LogLevel.Error, "The object cache could not be confirmed to be at the store's newest revision; requests that need it wait for the store: {Fault}")]
    public static partial void CacheUnconfirmed(ILogger logger, string fault);

    [LogHelp("The object cache is confirmed again.", "Nothing.")]
    [LoggerMessage(5224, LogLevel.Information, "The object cache is at the store's newest revision again")]
    public static partial void CacheConfirmed(ILogger logger);

    [LogHelp("Another server of the store issues with an issuer of its own, or an issuer is accepted again. Its tokens are accepted.", "Nothing.")]
    [LoggerMessage(5250, LogLevel.Information, "Tokens of the issuer {Issuer} are accepted until {Until:u}: another server of this store issues with it")]
    public static partial void IssuerAccepted(ILogger logger, string issuer, DateTimeOffset until);

    [LogHelp("An operator has refused an issuer. Its tokens are refused.", "Nothing; `signet issuers list` shows it, and the audit log says who did it.")]
    [LoggerMessage(5251, LogLevel.Warning, "Tokens of the issuer {Issuer} are refused: an operator refused it at {Time:u}")]
    public static partial void IssuerRefused(ILogger logger, string issuer, DateTimeOffset time);

    [LogHelp("An operator has refused the issuer of this server. No tokens are issued.", "Start the server with another `--service-account-issuer`, or `signet issuers accept URL`.")]
    [LoggerMessage(5252, LogLevel.Error, "The issuer of this server, {Issuer}, was refused by an operator at {Time:u}: no tokens are issued until the server is started with another --service-account-issuer")]
    public static partial void OwnIssuerRefused(ILogger logger, string issuer, DateTimeOffset time);

    [LogHelp("The record of issuers in the store cannot be read. The issuers known before stay in force; the next start fails.", "Restore `/signet/issuers` from a backup of the store.")]
    [LoggerMessage(5253, LogLevel.Error, "The newest record of issuers cannot be used, and the former one stays in force: {Fault}")]
    public static partial void IssuersUnreadable(ILogger logger, string fault);

    [LogHelp("The last token of a former issuer has expired. It is no longer accepted.", "Nothing.")]
    [LoggerMessage(5254, LogLevel.Information, "The issuer {Issuer} is no longer accepted, because its last token has expired")]
    public static partial void IssuerExpired(ILogger logger, string issuer);

    [LogHelp("After a change of the `pkcs11:` URI the former key cannot be opened by its former URI, so that the new key signs at once. The line has the reason.", "Expect refused tokens as for event 5141. Keep the former key pair, its token and its PIN file until the new key signs. [Change the key](operations.md#a-key-in-an-hsm).")]
    [LoggerMessage(5265, LogLevel.Warning, "The former signing key cannot be opened in its device, so that the key of the settings signs at once: {Fault}")]
    public static partial void FormerKeyNotOpened(ILogger logger, string fault);
}
