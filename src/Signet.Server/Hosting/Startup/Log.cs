using Microsoft.Extensions.Logging;

namespace Signet.Server.Hosting.Startup;

/// <summary>Events of this room: 6000 to 6999.</summary>
internal static partial class Log
{
    [LoggerMessage(6000, LogLevel.Error, "{Verb} {Path} failed (audit id {AuditId})")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string verb, string path, string auditId);

    [LoggerMessage(6100, LogLevel.Warning, "{Verb} {Path} was refused because the disk is full (audit id {AuditId}): {Fault}")]
    public static partial void DiskFull(ILogger logger, string verb, string path, string fault, string auditId);

    [LoggerMessage(EventId = 6300, Message = "{Verb} {Path} exceeded its time limit of {Seconds} s (audit id {AuditId})")]
    public static partial void RequestTimedOut(ILogger logger, LogLevel level, string verb, string path, double seconds, string auditId);

    [LoggerMessage(6001, LogLevel.Information, "Listening on {Address}, issuing as {Issuer} with {Algorithm}")]
    public static partial void Listening(ILogger logger, string address, string issuer, string algorithm);

    [LoggerMessage(6360, LogLevel.Information, "Serving the documents of the issuers on {Address} ({Protocol})")]
    public static partial void ListeningPublicly(ILogger logger, string address, string protocol);

    [LoggerMessage(6110, LogLevel.Information, "Reload: reopening the audit log; reloading followed files and the keys of other issuers")]
    public static partial void Reloading(ILogger logger);

    [LoggerMessage(6111, LogLevel.Information, "Reload: reopening the audit log only, because the server is shutting down")]
    public static partial void ReloadedWhileDraining(ILogger logger);

    [LoggerMessage(6112, LogLevel.Error, "Reload failed")]
    public static partial void ReloadFailed(ILogger logger, Exception exception);

    [LoggerMessage(6140, LogLevel.Warning, "The issuer has changed from {Old} to {New}. Tokens of {Old} are accepted until {Until:u}, when the last one has expired. To refuse them now: signet issuers refuse {Old}")]
    public static partial void IssuerChanged(ILogger logger, string old, string @new, DateTimeOffset until);

    [LoggerMessage(6141, LogLevel.Information, "Tokens of the issuer {Issuer}, which a former start or another server of this store issues with, are accepted until {Until:u}")]
    public static partial void FormerIssuer(ILogger logger, string issuer, DateTimeOffset until);

    [LoggerMessage(6142, LogLevel.Information, "The former issuer {Issuer} is no longer accepted, because its last token has expired")]
    public static partial void FormerIssuerDropped(ILogger logger, string issuer);

    [LoggerMessage(6143, LogLevel.Warning, "Without --service-account-issuer the issuer is still {Issuer}, although the address of the server is now {Address}. Relying parties fetch the keys from the issuer, so it must be reachable. To change it, set --service-account-issuer")]
    public static partial void IssuerKept(ILogger logger, string issuer, string address);

    [LoggerMessage(6144, LogLevel.Warning, "--service-account-issuer names {Issuer}, which an operator refused at {Time:u}: its tokens are not accepted. Remove it from the settings, or take the refusal back: signet issuers accept {Issuer}")]
    public static partial void ConfiguredIssuerRefused(ILogger logger, string issuer, DateTimeOffset time);

    [LoggerMessage(6145, LogLevel.Information, "The issuers in {File} were taken over into the store, and the file was deleted")]
    public static partial void IssuersTakenOver(ILogger logger, string file);

    [LoggerMessage(6180, LogLevel.Warning, "A process may not use the signer and was disconnected: uid {Uid}, gid {Gid}, pid {Pid}")]
    public static partial void SignerPeerRefused(ILogger logger, uint uid, uint gid, int pid);

    [LoggerMessage(6181, LogLevel.Error, "A token of a client of the signer could not be signed: {Fault}")]
    public static partial void SignerFailed(ILogger logger, string fault);

    [LoggerMessage(6182, LogLevel.Warning, "The time of the signer's keys could not be remembered; the next start will tell its clients another one: {Fault}")]
    public static partial void SignerTimestampNotKept(ILogger logger, string fault);

    [LoggerMessage(6170, LogLevel.Information, "{Created}")]
    public static partial void Created(ILogger logger, string created);

    [LoggerMessage(6171, LogLevel.Information, "{Renewed}")]
    public static partial void Renewed(ILogger logger, string renewed);

    [LoggerMessage(6172, LogLevel.Warning, "Certificate: {Warning}")]
    public static partial void CertificateExpiresSoon(ILogger logger, string warning);

    [LoggerMessage(6280, LogLevel.Information, "Renewed {File}; new connections use it")]
    public static partial void CertificateRenewed(ILogger logger, string file);

    [LoggerMessage(6281, LogLevel.Error, "Renewing the certificates of the data directory failed; retry in one hour: {Fault}")]
    public static partial void RenewalFailed(ILogger logger, string fault);

    [LoggerMessage(6173, LogLevel.Error, "Certificate: {Warning}")]
    public static partial void CertificateInvalid(ILogger logger, string warning);

    [LoggerMessage(6340, LogLevel.Information, "The store is in etcd ({Servers}), under the prefix {Prefix}")]
    public static partial void StoreInEtcd(ILogger logger, string servers, string prefix);

    [LoggerMessage(6341, LogLevel.Warning, "{File} is not used: the store is in etcd (--etcd-servers), and has none of its objects")]
    public static partial void StoreNotUsed(ILogger logger, string file);

    [LoggerMessage(6320, LogLevel.Error, "Disposing {Part} failed")]
    public static partial void DisposeFailed(ILogger logger, Exception exception, string part);

    [LoggerMessage(6330, LogLevel.Warning, "There is no control socket, so `signet keys --data-dir` cannot reach this server: {Fault}")]
    public static partial void NoControlSocket(ILogger logger, string fault);
}
