using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Signet.Core.Storage;
using Signet.Server.Hosting.Certificates;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Issuers;
using Signet.Server.Hosting.Keys;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Parts;
using Signet.Server.Hosting.Pki;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Checking;

/// <summary>
/// Runs the steps of a start with an <see cref="InspectedDirectory"/> and a store in memory, and collects all faults instead of ending at the first one
/// (docs/how-to/support.md). The order is that of <see cref="ServerStart"/>, so that the first error is the one that a start ends with.
/// Changes nothing, and connects to nothing.
/// </summary>
internal sealed class ServerCheck
{
    private readonly ServerOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationToken _cancellation;
    private readonly SettingFiles _files;
    private readonly StorePlan _store;
    private readonly KeyPlan _keys;
    private readonly CheckFindings _findings = new();
    private readonly CertificateCheck _certificates;

    private ServerCheck(ServerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        (_options, _time, _cancellation, _files) = (options, time, cancellationToken, new SettingFiles(time));
        (_store, _keys) = (StorePlan.Of(options.Store), KeyPlan.Of(options.Keys));
        _certificates = new CertificateCheck(_findings, time);
    }

    /// <summary>Checks settings, and every file that they name.</summary>
    /// <param name="loaded">The settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>The findings, in the order in which a start finds them.</returns>
    public static async ValueTask<IReadOnlyList<CheckFinding>> RunAsync(LoadedSettings loaded, TimeProvider time, CancellationToken cancellationToken)
    {
        var check = new ServerCheck(loaded.Options, time, cancellationToken);
        foreach (var fault in loaded.Faults)
        {
            check._findings.Add(fault);
        }

        await check.RunAsync().ConfigureAwait(false);
        check.Warn(loaded);
        return check._findings.All;
    }

    private async ValueTask RunAsync()
    {
        _findings.Try(NativeLibraries.RequireOpenSsl);
        var hasSqlite = _store is not StorePlan.InDataDirectory || _findings.Try(NativeLibraries.RequireSqlite);
        ProbeListener(_options.Listener.SecurePort, () => ListenAddress.Probe(new IPEndPoint(_options.Listener.BindAddress, _options.Listener.SecurePort)));
        var (directory, isDirectoryUsable) = OpenDirectory();
        _findings.Try(() => StaticTokenSetting.Open(_options.Authentication, _files));
        CheckAudit();
        var records = CheckStore(directory, isDirectoryUsable && hasSqlite);
        var store = await CheckedStore.CreateAsync(_store is not StorePlan.InEtcd, records, _cancellation).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            await CheckStoredAsync(directory, store).ConfigureAwait(false);
        }

        _findings.Try(() => ServerTracing.ExportOf(_options.Tracing));
        new SignerCheck(_options, _findings).Run();
        ProbeSide(_options.Documents.PublicEndPoint, "--public-bind-address");
        ProbeSide(_options.Metrics.EndPoint, "--metrics-bind-address");
    }

    /// <summary>An address that is in use is so while the server runs that is to be started again.</summary>
    private void ProbeListener(int port, Action probe)
    {
        try
        {
            probe();
        }
        catch (StartupException exception) when (exception is { IsTransient: true, InnerException: System.Net.Sockets.SocketException } && port > 0)
        {
            _findings.Note($"{exception.Message}; a start needs it to be free");
        }
        catch (StartupException exception)
        {
            _findings.Add(exception);
        }
    }

    private void ProbeSide(IPEndPoint? endPoint, string setting)
    {
        if (endPoint is not null)
        {
            ProbeListener(endPoint.Port, () => ListenAddress.Probe(endPoint, setting, setting));
        }
    }

    private (DataDirectory Directory, bool IsUsable) OpenDirectory()
    {
        if (_options.Store.DataDirectory is not { } path)
        {
            return (DataDirectory.InMemory(), false);
        }

        var faults = new List<StartupException>();
        var directory = InspectedDirectory.Open(path, faults);
        faults.ForEach(_findings.Add);
        if (directory.UsedBy is { } process)
        {
            _findings.Note($"--data-dir: {directory.Path} is in use by {(process > 0 ? $"the process {process}" : "a process")}; a start needs it to have ended");
        }

        return (directory, faults.Count == 0 && directory.UsedBy is null);
    }

    private void CheckAudit()
    {
        if (!_options.Audit.IsEnabled)
        {
            return;
        }

        _findings.Try(() => AuditSettings.OpenPolicy(_options.Audit, _files));
        _findings.Try(() => _certificates.Add("audit-webhook-config-file", AuditSettings.OpenWebhook(_options.Audit, _files)));
        if (_options.Audit.LogPath is { } path && Audit.Output.AuditOutputCheck.FaultOf(path) is { } fault)
        {
            _findings.Add(AuditSettings.FaultOf(path, fault));
        }
    }

    /// <summary>The records of Signet's own in the store, as far as they can be read.</summary>
    private IReadOnlyList<StoredValue> CheckStore(DataDirectory directory, bool isReadable)
    {
        if (_store is StorePlan.InEtcd)
        {
            _findings.TryEach(EtcdStore.Steps(_options.Store.Etcd));
            return [];
        }

        IReadOnlyList<StoredValue> read = [];
        if (!isReadable)
        {
            return read;
        }

        if (Signet.Storage.Sqlite.StoreInspection.HasLog(directory.StorePath))
        {
            _findings.Note($"--data-dir: {directory.StorePath} has a log of a server that was not stopped; its content is not examined, and a start recovers it");
        }

        _findings.Try(() => read = DirectoryStore.Inspect(directory, _options.Store.AcceptLoss, CheckedRecords.Prefix, _time));
        if (Signet.Storage.Sqlite.DiskSpace.AvailableAt(directory.StorePath) is < CheckedRecords.MinFreeBytes and var free)
        {
            _findings.Warn($"--data-dir: {directory.Path}: the file system has {free / 1024 / 1024} MiB of free space left; free some, or enlarge it");
        }

        return [.. read.Where(CheckedRecords.IsNeeded)];
    }

    private async ValueTask CheckStoredAsync(DataDirectory directory, IObjectStore store)
    {
        var now = _time.GetUtcNow();
        await _findings.TryAsync<object>(_store.Subject, async () =>
        {
            await UnfinishedCopy.RefuseAsync(store, _store.Subject, _cancellation).ConfigureAwait(false);
            return store;
        }).ConfigureAwait(false);
        var authority = await _findings.TryAsync(
            _store.Subject, () => AuthoritySetting.OpenAsync(_options, directory, store, now, _cancellation)).ConfigureAwait(false);
        CheckCertificates(directory, authority, now);
        await CheckKeysAsync(directory, store).ConfigureAwait(false);
        var address = ServerParts.AddressOf(_options.Listener.BindAddress, _options.Listener.SecurePort);
        var issuers = await _findings.TryAsync(_store.Subject, () => new IssuerSetting(_options, directory, store, _time).OpenAsync(
            address, MaxTokenLifetime.Of(_options.Tokens), _cancellation)).ConfigureAwait(false);
        CheckAccess(issuers?.Opened.Configured ?? _options.Tokens.Issuers);
    }

    private void CheckCertificates(DataDirectory directory, CertificateAuthority? authority, DateTimeOffset now)
    {
        _findings.Try(() => ServerCertificates.OpenClientCa(_options.Authentication, [], _files));
        if (_options.Tls is { CertificateFile: { } certificate, PrivateKeyFile: { } key })
        {
            _findings.TryEach(ServingCertificateFiles.Steps(_files, certificate, key, _options.Tls.CaFile));
        }

        if (authority is not null)
        {
            _certificates.Add("data-dir", directory.File(CertificateAuthority.CertificateName), authority.Certificate);
            _findings.Try(() => ServerCertificates.Open(_options, directory, authority, _files, now).Dispose());
        }
    }

    private async ValueTask CheckKeysAsync(DataDirectory directory, IObjectStore store)
    {
        var setting = new SigningKeys(_options, directory, _files);
        var before = _findings.All.Count;
        _findings.TryEach(setting.Steps(_keys));
        if (_findings.All.Count > before || _keys is KeyPlan.FromPkcs11 or KeyPlan.External)
        {
            NoteDevices();
            return;
        }

        // Also what only shows when all keys are there: two with one id, or one that the sealed keys cannot be opened with.
        var opened = await _findings.TryAsync(_store.Subject, () => setting.OpenAsync(_keys, store, _time, _cancellation)).ConfigureAwait(false);
        foreach (var disposable in opened?.Disposables ?? [])
        {
            disposable.Dispose();
        }
    }

    private void NoteDevices()
    {
        if (_keys is KeyPlan.FromPkcs11)
        {
            _findings.Note("--service-account-signing-key-file: the token is not opened: whether it has the key, and takes the PIN, shows at the start");
        }
        else if (_keys is KeyPlan.External external)
        {
            _findings.Note("--service-account-signing-endpoint: the signer is not asked: its keys and limits show at the start");
            if (!external.Endpoint.StartsWith('@') && !Path.Exists(external.Endpoint))
            {
                _findings.Warn($"--service-account-signing-endpoint: {external.Endpoint} does not exist; a start waits 60 s for the signer, and then ends");
            }
        }
    }

    private void CheckAccess(IReadOnlyList<string> ownIssuers)
    {
        _findings.Try(() => AccessSettings.OpenIssuers(_options, ownIssuers, _files));
        _findings.Try(() => AccessSettings.OpenFrontProxy(_options.Authentication.FrontProxy, _files));
        _findings.Try(() => _certificates.Add("authentication-token-webhook-config-file", AccessSettings.OpenTokenWebhook(_options, _files)));
        _findings.Try(() => _certificates.Add("authorization-webhook-config-file", AccessSettings.OpenAuthorizationWebhook(_options, _files)));
    }

    /// <summary>What a start only logs.</summary>
    private void Warn(LoadedSettings loaded)
    {
        _certificates.AddFiles(loaded);
        foreach (var file in _files.All)
        {
            file.Check(takesEffectNow: false, NullLogger.Instance);
            if (file.Status.Exposed.Length > 0)
            {
                _findings.Warn(file.Status.Exposed);
            }
        }

        foreach (var fault in _options.Tracing.Variables.Faults)
        {
            _findings.Warn(fault);
        }
    }
}
