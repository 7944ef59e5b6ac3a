using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Managed.Sealing;
using Signet.Core.Signing.Succession;
using Signet.Core.Storage;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Keys;
using Signet.Server.Hosting.Pki;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Stores;

/// <summary>The records of a store that a key-encryption key opens.</summary>
internal static class SealedRecords
{
    /// <summary>Reads a record with the key-encryption keys, or says whether it has its form.</summary>
    private sealed record Form(Func<ReadOnlyMemory<byte>, bool> HasForm, Action<ReadOnlyMemory<byte>, KeyEncryptionKeys> Read);

    private static readonly Dictionary<string, Form> Forms = new(StringComparer.Ordinal)
    {
        [ManagedKeyRecord.StorageKey] = new(
            record => ManagedKeyRecord.HasForm(record.Span), (record, known) => ManagedKeyRecord.Read(record.Span, known, out _)),
        [SuccessionRecord.StorageKey] = new(
            record => SuccessionRecord.HasForm(record.Span), (record, known) => SuccessionRecord.Read(record.Span, known)),
        [AuthorityRecord.StorageKey] = new(
            record => AuthorityRecord.HasForm(record.Span), (record, known) => AuthorityRecord.Read(record.Span, known, out _).Dispose()),
    };

    /// <summary>The keys of the records.</summary>
    public static IReadOnlyCollection<string> Keys => Forms.Keys;

    /// <summary>Checks before a copy that the servers of the target can open the records, as far as their keys are known.</summary>
    /// <param name="source">The store.</param>
    /// <param name="files">The files of <c>--key-encryption-key-file</c>.</param>
    /// <param name="target">The path of the target's data directory; null for etcd.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Lines for the operator.</returns>
    /// <exception cref="StartupException">A record cannot be opened, or a file not be used.</exception>
    public static async ValueTask<IReadOnlyList<string>> CheckAsync(
        IObjectStore source, IReadOnlyList<string> files, string? target, CancellationToken cancellationToken)
    {
        var known = KeysOf(files, target);
        var found = new List<StoredValue>();
        foreach (var key in Keys)
        {
            if (await source.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } stored)
            {
                found.Add(stored);
            }
        }

        if (found.Count == 0)
        {
            return [];
        }

        if (known is null)
        {
            return ["the keys in the store are sealed: servers of the target need the key-encryption key of the source (--key-encryption-key-file, or the file of the data directory)"];
        }

        foreach (var stored in found)
        {
            if (FaultOf(stored.Key, stored.Value, known) is { } fault)
            {
                throw new StartupException($"{stored.Key}: {fault}. Nothing was changed");
            }
        }

        return [$"the keys in the store can be opened with the key-encryption key {known.Names}"];
    }

    /// <summary>Whether a key is that of such a record.</summary>
    public static bool Has(string key) => Forms.ContainsKey(key);

    /// <summary>Why a record cannot be read; null when it can. Without keys only its form is checked.</summary>
    public static string? FaultOf(string key, ReadOnlyMemory<byte> value, KeyEncryptionKeys? known)
    {
        var form = Forms[key];
        if (known is null)
        {
            return form.HasForm(value) ? null : "it is not in a form that this version of Signet knows";
        }

        try
        {
            form.Read(value, known);
            return null;
        }
        catch (ManagedKeyException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>The key-encryption keys that files name, or the one of a data directory; null when none is known.</summary>
    /// <exception cref="StartupException">A file cannot be used.</exception>
    public static KeyEncryptionKeys? KeysOf(IReadOnlyList<string> files, string? directory)
    {
        if (files.Count > 0)
        {
            return KeyEncryptionKeyFiles.Read(files);
        }

        var own = directory is null ? null : Path.Combine(directory, DataDirectory.KeyEncryptionKeyName);
        return File.Exists(own) ? KeyEncryptionKeyFiles.Read([own]) : null;
    }
}
