using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;

namespace Signet.Server.Hosting.Startup;

/// <summary>Events of this room: 6000 to 6999.</summary>
internal static partial class Log
{
    [LogHelp("A request ended with an unexpected exception. The answer was 500.", "Report it with the stack trace in the log.")]
    [LoggerMessage(6000, LogLevel.Error, "{Verb} {Path} failed (audit id {AuditId})")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string verb, string path, string auditId);

    [LogHelp("A write was refused with 507, because the disk is full.", "As for event 5100.")]
    [LoggerMessage(6100, LogLevel.Warning, "{Verb} {Path} was refused because the disk is full (audit id {AuditId}): {Fault}")]
    public static partial void DiskFull(ILogger logger, string verb, string path, string fault, string auditId);

    [LogHelp("A request exceeded its time limit. The answer was 504. Warning for the server's limit, information for a shorter limit of the client.", "Find out what is slow: the store, a webhook or the client's network. Change `--request-timeout`: [time limits](operations.md#time-limits-of-requests).")]
    [LoggerMessage(EventId = 6300, Message = "{Verb} {Path} exceeded its time limit of {Seconds} s (audit id {AuditId})")]
    public static partial void RequestTimedOut(ILogger logger, LogLevel level, string verb, string path, double seconds, string auditId);

    [LogHelp("Requests were refused with 429, because there were too many. At most one line for each reason in ten seconds, with their number; the audit and the metric `apiserver_flowcontrol_rejected_requests_total` have all of them.", "Find out which users send so many (audit, `authenticated_user_requests`). More processors, or `--max-requests-inflight` and `--max-mutating-requests-inflight`, allow more.")]
    [LoggerMessage(6301, LogLevel.Warning, "{Count} requests were refused with 429: {Reason}")]
    public static partial void RequestsRefused(ILogger logger, long count, string reason);

    [LogHelp("Clients did not read their answers and were disconnected, mostly those of watches (`--watch-write-timeout`). At most one line in ten seconds; the metric is `signet_answers_cut_off_total`.", "Look for clients that hang, or whose network does.")]
    [LoggerMessage(6302, LogLevel.Warning, "{Count} clients were cut off before the end of their answers, because they did not read, or because the request failed")]
    public static partial void ClientsCutOff(ILogger logger, long count);

    [LogHelp("The server listens. The line has address, issuer and algorithm.", "Nothing.")]
    [LoggerMessage(6001, LogLevel.Information, "Listening on {Address}, issuing as {Issuer} with {Algorithm}")]
    public static partial void Listening(ILogger logger, string address, string issuer, string algorithm);

    [LogHelp("What `--public-bind-address` or `--metrics-bind-address` serves, and where.", "Nothing.")]
    [LoggerMessage(6360, LogLevel.Information, "{What}: served on {Address} ({Protocol})")]
    public static partial void ListeningBeside(ILogger logger, string what, string address, string protocol);

    [LogHelp("SIGHUP: the audit log is reopened, followed files and the keys of other issuers are read again.", "Nothing.")]
    [LoggerMessage(6110, LogLevel.Information, "Reload: reopening the audit log; reloading followed files and the keys of other issuers")]
    public static partial void Reloading(ILogger logger);

    [LogHelp("SIGHUP during a stop: only the audit log was reopened.", "Nothing.")]
    [LoggerMessage(6111, LogLevel.Information, "Reload: reopening the audit log only, because the server is shutting down")]
    public static partial void ReloadedWhileDraining(ILogger logger);

    [LogHelp("Reload failed.", "The exception is in the log. The former content stays in force.")]
    [LoggerMessage(6112, LogLevel.Error, "Reload failed")]
    public static partial void ReloadFailed(ILogger logger, Exception exception);

    [LogHelp("The issuer has changed. Tokens of the former one are accepted until the time in the line.", "If it was not intended, start with the former `--service-account-issuer`: [the issuer](operations.md#the-issuer).")]
    [LoggerMessage(6140, LogLevel.Warning, "The issuer has changed from {Old} to {Current}. Tokens of {Old} are accepted until {Until:u}, when the last one has expired. To refuse them now: signet issuers refuse {Old}")]
    public static partial void IssuerChanged(ILogger logger, string old, string current, DateTimeOffset until);

    [LogHelp("Tokens of a former issuer, or of another server of the store, are accepted.", "Nothing; to refuse them now: `signet issuers refuse URL`.")]
    [LoggerMessage(6141, LogLevel.Information, "Tokens of the issuer {Issuer}, which a former start or another server of this store issues with, are accepted until {Until:u}")]
    public static partial void FormerIssuer(ILogger logger, string issuer, DateTimeOffset until);

    [LogHelp("The last token of a former issuer has expired. It is no longer accepted.", "Nothing.")]
    [LoggerMessage(6142, LogLevel.Information, "The former issuer {Issuer} is no longer accepted, because its last token has expired")]
    public static partial void FormerIssuerDropped(ILogger logger, string issuer);

    [LogHelp("The issuer is not the server's address, and no flag names it. Clients that fetch keys must reach the issuer.", "Give `--service-account-issuer`, or make the former address reachable.")]
    [LoggerMessage(6143, LogLevel.Warning, "Without --service-account-issuer the issuer is still {Issuer}, although the address of the server is now {Address}. Relying parties fetch the keys from the issuer, so it must be reachable. To change it, set --service-account-issuer")]
    public static partial void IssuerKept(ILogger logger, string issuer, string address);

    [LogHelp("A setting names an issuer that an operator has refused. Its tokens are not accepted.", "Remove it from `--service-account-issuer`, or `signet issuers accept URL`.")]
    [LoggerMessage(6144, LogLevel.Warning, "--service-account-issuer names {Issuer}, which an operator refused at {Time:u}: its tokens are not accepted. Remove it from the settings, or take the refusal back: signet issuers accept {Issuer}")]
    public static partial void ConfiguredIssuerRefused(ILogger logger, string issuer, DateTimeOffset time);

    [LogHelp("The issuers of an earlier version's `issuers.json` are in the store now, and the file is deleted.", "Nothing.")]
    [LoggerMessage(6145, LogLevel.Information, "The issuers in {File} were taken over into the store, and the file was deleted")]
    public static partial void IssuersTakenOver(ILogger logger, string file);

    [LogHelp("A process connected to the signer whose user and group are not allowed, and was disconnected. Logged at most once a second.", "If it should be allowed: `--signer-allow-uids` or `--signer-allow-gids`.")]
    [LoggerMessage(6180, LogLevel.Warning, "A process may not use the signer and was disconnected: uid {Uid}, gid {Gid}, pid {Pid}")]
    public static partial void SignerPeerRefused(ILogger logger, uint uid, uint gid, int pid);

    [LogHelp("A token of a client of the signer could not be signed.", "The line has the reason. Check the signing key.")]
    [LoggerMessage(6181, LogLevel.Error, "A token of a client of the signer could not be signed: {Fault}")]
    public static partial void SignerFailed(ILogger logger, string fault);

    [LogHelp("The time of the signer's keys could not be written to the data directory. After a restart clients are told another `data_timestamp`.", "Check the disk and the permissions of the data directory.")]
    [LoggerMessage(6182, LogLevel.Warning, "The time of the signer's keys could not be remembered; the next start will tell its clients another one: {Fault}")]
    public static partial void SignerTimestampNotKept(ILogger logger, string fault);

    [LogHelp("The start created a file in the data directory.", "If files should have existed, the path of `--data-dir` is wrong.")]
    [LoggerMessage(6170, LogLevel.Information, "{Created}")]
    public static partial void Created(ILogger logger, string created);

    [LogHelp("The start renewed a certificate.", "Clients that pin the certificate need the new one.")]
    [LoggerMessage(6171, LogLevel.Information, "{Renewed}")]
    public static partial void Renewed(ILogger logger, string renewed);

    [LogHelp("A certificate expires within 30 days.", "Replace it: [certificates](operations.md#certificates). Signet renews its own earlier; see event 6281.")]
    [LoggerMessage(6172, LogLevel.Warning, "Certificate: {Warning}")]
    public static partial void CertificateExpiresSoon(ILogger logger, string warning);

    [LogHelp("The server renewed one of its own certificates. New connections use it.", "Replace copies of `admin.kubeconfig` elsewhere within four months.")]
    [LoggerMessage(6280, LogLevel.Information, "Renewed {File}; new connections use it")]
    public static partial void CertificateRenewed(ILogger logger, string file);

    [LogHelp("The certificates of the data directory could not be renewed. This is repeated every hour.", "Correct the fault in the line: [certificates](operations.md#certificates).")]
    [LoggerMessage(6281, LogLevel.Error, "Renewing the certificates of the data directory failed; retry in one hour: {Fault}")]
    public static partial void RenewalFailed(ILogger logger, string fault);

    [LogHelp("A certificate has expired or is not valid yet.", "As for event 6172. If it is not valid yet, check the clock.")]
    [LoggerMessage(6173, LogLevel.Error, "Certificate: {Warning}")]
    public static partial void CertificateInvalid(ILogger logger, string warning);

    [LogHelp("The store is in etcd.", "Nothing.")]
    [LoggerMessage(6340, LogLevel.Information, "The store is in etcd ({Servers}), under the prefix {Prefix}")]
    public static partial void StoreInEtcd(ILogger logger, string servers, string prefix);

    [LogHelp("The data directory has a store of its own, and the server uses etcd: its objects are not served.", "Nothing, if the objects have been copied, or are not needed; then remove `store.db` and its companions. Else start without `--etcd-servers`.")]
    [LoggerMessage(6341, LogLevel.Warning, "{File} is not used: the store is in etcd (--etcd-servers), and has none of its objects")]
    public static partial void StoreNotUsed(ILogger logger, string file);

    [LogHelp("A part of the server could not be closed when the server ended or a start failed.", "The exception is in the log. If it repeats, report it.")]
    [LoggerMessage(6320, LogLevel.Error, "Disposing {Part} failed")]
    public static partial void DisposeFailed(ILogger logger, Exception exception, string part);

    [LogHelp("The control socket of the data directory could not be made. The server runs without it.", "Use `signet keys --kubeconfig`, or put the data directory on a file system that has sockets.")]
    [LoggerMessage(6330, LogLevel.Warning, "There is no control socket, so `signet keys --data-dir` cannot reach this server: {Fault}")]
    public static partial void NoControlSocket(ILogger logger, string fault);
}
