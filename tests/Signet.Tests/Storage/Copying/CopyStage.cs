using Signet.Core.Storage;
using Signet.Core.Storage.Copying;
using Signet.Storage.Memory;
using Signet.Storage.Sqlite;
using Signet.Storage.Sqlite.Transfer;
using Signet.Testing;

namespace Signet.Tests.Storage.Copying;

/// <summary>A source in memory, and targets of both kinds.</summary>
internal sealed class CopyStage : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>A key that is not copied.</summary>
    public const string Excluded = "/signet/leader";

    public IObjectStore Source { get; } = new MemoryObjectStore(new MemoryObjectStoreOptions());

    /// <summary>The store of a target that sets the revisions itself.</summary>
    public InterceptedStore Other { get; } = new(new MemoryObjectStore(new MemoryObjectStoreOptions()));

    /// <summary>The path of a SQLite target.</summary>
    public string File => _folder.File("store.db");

    /// <summary>What was reported.</summary>
    public List<(CopyPhase Phase, long Number)> Reported { get; } = [];

    public Task<CopyResult> CopyToOtherAsync(bool resume = false, bool raise = true) => CopyAsync(new CommitCopyTarget(Other, raise), resume);

    public async Task<CopyResult> CopyToFileAsync(bool resume = false, IObjectStore? source = null)
    {
        using var target = SqliteCopyTarget.Open(File);
        return await CopyAsync(target, resume, source);
    }

    public Task<CopyResult> CopyAsync(ICopyTarget target, bool resume = false, IObjectStore? source = null) =>
        new StoreCopier(source ?? Source, target, new HashSet<string> { Excluded }, (phase, number) => Reported.Add((phase, number)))
            .RunAsync("the source", resume, TestContext.Current.CancellationToken);

    public IObjectStore OpenFile() => SqliteObjectStore.Open(new SqliteObjectStoreOptions { Path = File, Reserve = 0 });

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Other.DisposeAsync();
        _folder.Dispose();
    }
}
