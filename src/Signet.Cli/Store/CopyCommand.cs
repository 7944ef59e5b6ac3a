using System.CommandLine;
using Signet.Cli.Commands;
using Signet.Core.Storage.Copying;
using Signet.Server.Hosting.Startup;
using Signet.Server.Hosting.Stores;

namespace Signet.Cli.Store;

/// <summary><c>signet store copy --from STORE --to STORE</c>.</summary>
internal sealed class CopyCommand
{
    private const string Etcd = "etcd";

    private readonly Command _command = new(
        "copy",
        "Copies everything from one store into another, empty one: between data directories and etcd, either way. Stop the servers of the source first; those of the target start " +
        "when the copy is complete. An interrupted copy is continued with --resume.");

    private readonly Option<string> _from = new("--from") { HelpName = "STORE", Required = true, Description = "The source: a data directory, or the word etcd." };
    private readonly Option<string> _to = new("--to") { HelpName = "STORE", Required = true, Description = "The target: a data directory, which is made when it does not exist, or the word etcd." };
    private readonly Option<bool> _resume = new("--resume") { Description = "Continue the unfinished copy that the target has." };

    private readonly Option<bool> _allowLower = new("--allow-lower-revisions")
    {
        Description = "Do not raise the revision of etcd to that of the source, which takes a write for each missing revision. Clients then see smaller resourceVersions than before.",
    };

    private readonly KeyEncryptionKeyOption _keyFiles;
    private readonly EtcdFlags _either;
    private readonly EtcdFlags _source;
    private readonly EtcdFlags _target;

    private CopyCommand()
    {
        _from.CompletionSources.Add(Etcd);
        _to.CompletionSources.Add(Etcd);
        _command.Add(_from);
        _command.Add(_to);
        _command.Add(_resume);
        _command.Add(_allowLower);
        _keyFiles = new KeyEncryptionKeyOption(
            _command,
            "The key-encryption key that the servers of the target get: it must open the keys in the store, else nothing is copied. May be repeated. " +
            "[default: that of the target's data directory, if it has one]");
        _either = new EtcdFlags(_command);
        _source = new EtcdFlags(_command, "from-", "the source");
        _target = new EtcdFlags(_command, "to-", "the target");
    }

    public static Command Create(TimeProvider time)
    {
        var copy = new CopyCommand();
        copy._command.SetAction((parsed, cancellationToken) => StoreRun.RunAsync(parsed, () => copy.RunAsync(parsed, time, cancellationToken)));
        return copy._command;
    }

    private async Task<int> RunAsync(ParseResult parsed, TimeProvider time, CancellationToken cancellationToken)
    {
        var request = new StoreCopyRequest
        {
            From = AddressOf(parsed, _from, _source),
            To = AddressOf(parsed, _to, _target),
            Resume = parsed.GetValue(_resume),
            AllowLowerRevisions = parsed.GetValue(_allowLower),
            KeyEncryptionKeyFiles = _keyFiles.Read(parsed),
        };
        if (request is { From: not StoreAddress.InEtcd, To: not StoreAddress.InEtcd } && _either.IsGiven(parsed))
        {
            throw new StartupException("the --etcd-* flags are for a store in etcd: --from etcd or --to etcd");
        }

        var errors = parsed.InvocationConfiguration.Error;
        var progress = new ProgressLines(errors, time);
        var report = await StoreCopying.RunAsync(
            request,
            (phase, number) => progress.Report(TextOf(phase), number),
            warning => errors.WriteLine($"Warning: {warning}"),
            time,
            cancellationToken).ConfigureAwait(false);
        var (result, output) = (report.Result, parsed.InvocationConfiguration.Output);
        await output.WriteLineAsync(
            $"Copied {result.Content.Count} keys from {report.From} at revision {result.Copied} to {report.To}, which is at revision {result.Target}.").ConfigureAwait(false);
        await output.WriteLineAsync($"Both have the same content: SHA-256 {result.Content.Hash}.").ConfigureAwait(false);
        foreach (var line in report.ByHand)
        {
            await output.WriteLineAsync($"Note: {line}").ConfigureAwait(false);
        }

        if (result.Newest == result.Copied)
        {
            return ExitCodes.Done;
        }

        await errors.WriteLineAsync(
            $"signet: the source was written to meanwhile: it is at revision {result.Newest}. The target has everything up to revision {result.Copied}, and lacks what was written later.")
            .ConfigureAwait(false);
        return ExitCodes.SourceChanged;
    }

    private StoreAddress AddressOf(ParseResult parsed, Option<string> store, EtcdFlags own) =>
        parsed.GetValue(store) == Etcd ? own.Read(parsed, _either)
        : own.IsGiven(parsed) ? throw new StartupException($"--{own.Qualifier}etcd-* is for {store.Name} {Etcd}")
        : new StoreAddress.InDirectory(parsed.GetValue(store)!);

    private static string TextOf(CopyPhase phase) => phase switch
    {
        CopyPhase.Raising => "raising the revision of the target: {0} to go",
        CopyPhase.Copying => "copied {0} keys",
        CopyPhase.ReadingSource => "verifying: read {0} keys of the source",
        _ => "verifying: read {0} keys of the target",
    };
}
