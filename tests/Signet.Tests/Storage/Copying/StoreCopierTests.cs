using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Core.Storage.Copying;
using Signet.Storage.Memory;
using Signet.Testing;

namespace Signet.Tests.Storage.Copying;

/// <summary>Copies between stores: nothing is lost, whatever happens in between, and nothing is overwritten.</summary>
public sealed class StoreCopierTests : IAsyncDisposable
{
    private readonly CopyStage _stage = new();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Copy_ToSqlite_KeepsKeysValuesAndRevisions()
    {
        await StoreFilling.FillAsync(_stage.Source, 1500);
        await StoreFilling.PutAsync(_stage.Source, CopyStage.Excluded, "replica");
        var revision = await _stage.Source.GetRevisionAsync(default);

        var result = await _stage.CopyToFileAsync();

        var expected = (await StoreFilling.ReadAsync(_stage.Source)).Where(value => value.Key != CopyStage.Excluded).ToList();
        await using var copy = _stage.OpenFile();
        StoreFilling.AssertSame(expected, await StoreFilling.ReadAsync(copy), revisions: true);
        Assert.Equal(revision, await copy.GetRevisionAsync(default));
        Assert.Equal((revision, revision, revision, (long)expected.Count), (result.Copied, result.Newest, result.Target, result.Content.Count));
        Assert.Contains((CopyPhase.Copying, (long)expected.Count), _stage.Reported);
        Assert.Contains((CopyPhase.ReadingTarget, (long)expected.Count), _stage.Reported);
    }

    [Fact]
    public async Task Copy_ToSqlite_HistoryBeginsAtTheRevisionOfTheSource()
    {
        await StoreFilling.FillAsync(_stage.Source, 300);
        var revision = await _stage.Source.GetRevisionAsync(default);
        await _stage.CopyToFileAsync();
        await using var copy = _stage.OpenFile();
        var before = await StoreFilling.ReadAsync(copy);

        var written = await StoreFilling.PutAsync(copy, "/new", "1");

        Assert.Equal(revision.Value + 1, written.Value);
        var old = await copy.RangeAsync(new RangeQuery { Prefix = "/", At = revision }, default);
        StoreFilling.AssertSame(before, old.Values, revisions: true);
        var earlier = new RangeQuery { Prefix = "/", At = new Revision(revision.Value - 1) };
        await Assert.ThrowsAsync<RevisionCompactedException>(() => copy.RangeAsync(earlier, default).AsTask());
        await Assert.ThrowsAsync<RevisionCompactedException>(() => FirstAsync(copy.WatchAsync("/", revision, TestContext.Current.CancellationToken)));
        Assert.Equal(written, (await FirstAsync(copy.WatchAsync("/", written, TestContext.Current.CancellationToken))).Revision);
        await copy.CompactAsync(written, default);
        Assert.Equal(before.Count + 1, (await copy.RangeAsync(new RangeQuery { Prefix = "/", At = written }, default)).Values.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Copy_ToAStoreWithRevisionsOfItsOwn_DoNotGoBackUnlessAllowed(bool raise)
    {
        // Many commits of few keys: the revision is beyond what copying makes.
        await StoreFilling.FillAsync(_stage.Source, 400);
        var revision = await _stage.Source.GetRevisionAsync(default);

        var result = await _stage.CopyToOtherAsync(raise: raise);

        var found = await StoreFilling.ReadAsync(_stage.Other);
        StoreFilling.AssertSame(await StoreFilling.ReadAsync(_stage.Source), found);
        Assert.Equal(raise, found.All(value => value.Modified > revision));
        Assert.Equal(raise, result.Target > revision);
        Assert.Equal(raise, _stage.Reported.Contains((CopyPhase.Raising, 0)));
        await Assert.ThrowsAsync<RevisionCompactedException>(() => FirstAsync(
            _stage.Other.WatchAsync("/", raise ? revision : new Revision(2), TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData(CommitFate.Failed)]
    [InlineData(CommitFate.AnswerLost)]
    public async Task Copy_Interrupted_IsContinuedWhereItWas(CommitFate fate)
    {
        await StoreFilling.FillAsync(_stage.Source, 1000);
        var batches = 0;
        _stage.Other.Fate = commit => IsBatch(commit) && ++batches == 4 ? fate : CommitFate.Made;

        var failed = await Assert.ThrowsAsync<StoreUnavailableException>(() => _stage.CopyToOtherAsync());

        Assert.Contains("the test", failed.Message, StringComparison.Ordinal);
        Assert.Equal(fate == CommitFate.AnswerLost ? 350 : 250, (await RecordAsync(_stage.Other)).Copied);
        _stage.Other.Fate = null;
        var refused = await Assert.ThrowsAsync<StoreCopyException>(() => _stage.CopyToOtherAsync());
        Assert.Contains("unfinished copy of the source", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--resume", refused.Message, StringComparison.Ordinal);
        _stage.Reported.Clear();
        await _stage.CopyToOtherAsync(resume: true);
        Assert.Equal((CopyPhase.Copying, fate == CommitFate.AnswerLost ? 350 : 250), _stage.Reported.First(report => report.Phase == CopyPhase.Copying));
        StoreFilling.AssertSame(await StoreFilling.ReadAsync(_stage.Source), await StoreFilling.ReadAsync(_stage.Other));
        Assert.Null(await _stage.Other.GetAsync(CopyRecord.Key, default));
    }

    [Fact]
    public async Task Copy_InterruptedIntoSqlite_IsContinuedWhereItWas()
    {
        await StoreFilling.FillAsync(_stage.Source, 1000);
        var pages = 0;
        var faulty = new FaultyStore(_stage.Source, call => call == StoreCall.Range && ++pages == 4 ? StoreFault.Failed : StoreFault.None);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => _stage.CopyToFileAsync(source: faulty));

        await using (var unfinished = _stage.OpenFile())
        {
            Assert.Equal(500, (await RecordAsync(unfinished)).Copied);
        }

        await Assert.ThrowsAsync<StoreCopyException>(() => _stage.CopyToFileAsync());
        await _stage.CopyToFileAsync(resume: true);
        await using var copy = _stage.OpenFile();
        StoreFilling.AssertSame(await StoreFilling.ReadAsync(_stage.Source), await StoreFilling.ReadAsync(copy), revisions: true);
    }

    [Fact]
    public async Task Copy_TargetThatIsNotEmpty_IsRefusedAndNotChanged()
    {
        await StoreFilling.FillAsync(_stage.Source, 20);
        await StoreFilling.PutAsync(_stage.Other, "/registry/a", "1");
        var before = await _stage.Other.GetRevisionAsync(default);
        await using (var file = _stage.OpenFile())
        {
            await StoreFilling.PutAsync(file, "/registry/b", "1");
        }

        var other = await Assert.ThrowsAsync<StoreCopyException>(() => _stage.CopyToOtherAsync(resume: true));
        var sqlite = await Assert.ThrowsAsync<StoreCopyException>(() => _stage.CopyToFileAsync());

        Assert.Contains("not empty: it has /registry/a", other.Message, StringComparison.Ordinal);
        Assert.Contains("not empty: it has /registry/b", sqlite.Message, StringComparison.Ordinal);
        Assert.Equal(before, await _stage.Other.GetRevisionAsync(default));
        await using var unchanged = _stage.OpenFile();
        Assert.Equal("/registry/b", Assert.Single(await StoreFilling.ReadAsync(unchanged)).Key);
    }

    [Fact]
    public async Task Copy_SqliteStoreWhoseKeysWereDeleted_IsRefused()
    {
        await StoreFilling.FillAsync(_stage.Source, 20);
        await using (var file = _stage.OpenFile())
        {
            await StoreFilling.PutAsync(file, "/a", "1");
            await file.CommitAsync(new Commit([], [new StoreOperation.Delete("/a")]), default);
        }

        var refused = await Assert.ThrowsAsync<StoreCopyException>(() => _stage.CopyToFileAsync());

        Assert.Contains("a store at revision 2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_AnotherProcessWritesTheSameKey_IsNotOverwritten()
    {
        await StoreFilling.FillAsync(_stage.Source, 500);
        var key = (await StoreFilling.ReadAsync(_stage.Source))[250].Key;
        _stage.Other.Before(operation => operation.Key == key, () => StoreFilling.PutAsync(_stage.Other.Inner, key, "theirs"));

        var failed = await Assert.ThrowsAsync<StoreCopyException>(() => _stage.CopyToOtherAsync());

        Assert.Contains($"it has {key} already", failed.Message, StringComparison.Ordinal);
        Assert.Equal("theirs"u8.ToArray(), (await _stage.Other.GetAsync(key, default))!.Value.ToArray());
    }

    [Fact]
    public async Task Copy_AnotherProcessWritesAnotherKey_IsFoundByTheComparison()
    {
        await StoreFilling.FillAsync(_stage.Source, 500);
        var last = (await StoreFilling.ReadAsync(_stage.Source))[^1].Key;
        _stage.Other.Before(operation => operation.Key == last, () => StoreFilling.PutAsync(_stage.Other.Inner, "/registry/more", "1"));

        var failed = await Assert.ThrowsAsync<StoreCopyException>(() => _stage.CopyToOtherAsync());

        Assert.Contains("the target differs from the source: the source has 500 keys", failed.Message, StringComparison.Ordinal);
        Assert.Contains("the target 501 keys", failed.Message, StringComparison.Ordinal);
        Assert.NotNull(await _stage.Other.GetAsync(CopyRecord.Key, default));
    }

    [Fact]
    public async Task Copy_AnotherCopyIntoTheTarget_OneOfThemEnds()
    {
        await StoreFilling.FillAsync(_stage.Source, 500);
        var last = (await StoreFilling.ReadAsync(_stage.Source))[^1].Key;
        _stage.Other.Before(operation => operation.Key == last, () => _stage.CopyAsync(new CommitCopyTarget(_stage.Other.Inner, raise: true), resume: true));

        var failed = await Assert.ThrowsAsync<StoreCopyException>(() => _stage.CopyToOtherAsync());

        Assert.NotEmpty(failed.Message);
        StoreFilling.AssertSame(await StoreFilling.ReadAsync(_stage.Source), await StoreFilling.ReadAsync(_stage.Other));
    }

    [Fact]
    public async Task Copy_SourceIsWrittenMeanwhile_HasOneRevisionAndSaysSo()
    {
        await StoreFilling.FillAsync(_stage.Source, 500);
        var before = await StoreFilling.ReadAsync(_stage.Source);
        _stage.Other.Before(operation => operation.Key == before[120].Key, async () =>
        {
            await StoreFilling.PutAsync(_stage.Source, before[300].Key, "later");
            await StoreFilling.PutAsync(_stage.Source, "/registry/later", "later");
        });

        var result = await _stage.CopyToOtherAsync();

        Assert.Equal(result.Copied.Value + 2, result.Newest.Value);
        StoreFilling.AssertSame(before, await StoreFilling.ReadAsync(_stage.Other));
    }

    [Fact]
    public async Task Copy_ResumedAfterTheSourceForgotTheRevision_IsRefused()
    {
        await StoreFilling.FillAsync(_stage.Source, 500);
        var batches = 0;
        _stage.Other.Fate = commit => IsBatch(commit) && ++batches == 2 ? CommitFate.Failed : CommitFate.Made;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _stage.CopyToOtherAsync());
        await _stage.Source.CompactAsync(await StoreFilling.PutAsync(_stage.Source, "/registry/later", "1"), default);

        var refused = await Assert.ThrowsAsync<StoreCopyException>(() => _stage.CopyToOtherAsync(resume: true));

        Assert.Contains("at which the copy began", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_SourceThatIsEmptyOrUnfinished_IsRefused()
    {
        var empty = await Assert.ThrowsAsync<StoreCopyException>(() => _stage.CopyToOtherAsync());
        await StoreFilling.FillAsync(_stage.Source, 20);
        var record = new CopyRecord { Source = "elsewhere", Revision = new Revision(7), Copied = 3 };
        await _stage.Source.CommitAsync(new Commit([], [new StoreOperation.Put(CopyRecord.Key, record.ToJson())]), default);
        var unfinished = await Assert.ThrowsAsync<StoreCopyException>(() => _stage.CopyToOtherAsync());

        Assert.Equal("the source is empty", empty.Message);
        Assert.Contains("an unfinished copy of elsewhere at revision 7, with 3 keys so far", unfinished.Message, StringComparison.Ordinal);
        Assert.Empty(await StoreFilling.ReadAsync(_stage.Other));
    }

    [Fact]
    public async Task Digest_DifferentSplitsOfTheSameBytes_Differ()
    {
        await using var one = new MemoryObjectStore(new MemoryObjectStoreOptions());
        await StoreFilling.PutAsync(one, "/ab", "c");
        await using var two = new MemoryObjectStore(new MemoryObjectStoreOptions());
        await StoreFilling.PutAsync(two, "/a", "bc");

        Assert.NotEqual(await HashAsync(one), await HashAsync(two));
    }

    private static async Task<string> HashAsync(IObjectStore store)
    {
        using var digest = new StoreDigest();
        foreach (var value in await StoreFilling.ReadAsync(store))
        {
            digest.Add(value);
        }

        return digest.Finish().Hash;
    }

    private static bool IsBatch(Commit commit) => commit.Operations.Count > 1;

    private static async Task<CopyRecord> RecordAsync(IObjectStore store) =>
        CopyRecord.Parse((await store.GetAsync(CopyRecord.Key, default))!.Value.Span);

    private static async Task<ChangeBatch> FirstAsync(IAsyncEnumerable<ChangeBatch> batches)
    {
        await foreach (var batch in batches)
        {
            return batch;
        }

        throw new InvalidOperationException("the watch has ended");
    }
}
