using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Testing;

namespace Signet.Tests.Storage.Copying;

/// <summary>Fills a store with keys as a server has them, and reads it again.</summary>
internal static class StoreFilling
{
    private const int Concurrency = 32;

    /// <summary>Makes keys with values of random bytes and lengths, changes some of them, and deletes others; some commits change several keys.</summary>
    /// <param name="store">The store.</param>
    /// <param name="count">The number of keys.</param>
    /// <param name="seed">Chooses the values.</param>
    /// <param name="prefix">What the keys begin with.</param>
    /// <param name="maxLength">The limit of the length of a value.</param>
    public static async Task FillAsync(IObjectStore store, int count, int seed = 1, string prefix = "/registry/secrets/", int maxLength = 600)
    {
        var sequence = new SeededSequence(seed);
        var commits = new List<Commit>();
        for (var i = 0; i < count; i += 2)
        {
            commits.Add(new Commit([], [Put(sequence, $"{prefix}ns-{i % 7}/one-{i:D6}", maxLength), Put(sequence, $"{prefix}ns-{i % 5}/other-{i:D6}", maxLength)]));
        }

        await CommitAsync(store, commits);
        var changes = Enumerable.Range(0, count / 10).Select(i => new Commit([], [Put(sequence, $"{prefix}ns-{i * 2 % 7}/one-{i * 2:D6}", maxLength)]));
        await CommitAsync(store, [.. changes]);
        var made = Enumerable.Range(0, 20).Select(i => $"{prefix}gone/{i}").ToList();
        await CommitAsync(store, [.. made.Select(key => new Commit([], [Put(sequence, key, maxLength)]))]);
        await CommitAsync(store, [.. made.Select(key => new Commit([], [new StoreOperation.Delete(key)]))]);
    }

    /// <summary>Makes one key.</summary>
    public static async Task<Revision> PutAsync(IObjectStore store, string key, string value) => Assert.IsType<CommitResult.Success>(
        await store.CommitAsync(new Commit([], [new StoreOperation.Put(key, System.Text.Encoding.UTF8.GetBytes(value))]), default)).Revision;

    /// <summary>All values.</summary>
    public static async Task<IReadOnlyList<StoredValue>> ReadAsync(IObjectStore store) =>
        (await store.RangeAsync(new RangeQuery { Prefix = "/" }, default)).Values;

    /// <summary>Asserts that keys and values are the same; with <paramref name="revisions"/> the revisions, too.</summary>
    public static void AssertSame(IReadOnlyList<StoredValue> expected, IReadOnlyList<StoredValue> found, bool revisions = false)
    {
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(value => value.Key), found.Select(value => value.Key));
        Assert.All(expected.Zip(found), pair => Assert.True(pair.First.Value.Span.SequenceEqual(pair.Second.Value.Span), pair.First.Key));
        if (revisions)
        {
            Assert.Equal(expected.Select(value => (value.Created, value.Modified)), found.Select(value => (value.Created, value.Modified)));
        }
    }

    private static StoreOperation.Put Put(SeededSequence sequence, string key, int maxLength)
    {
        var value = new byte[sequence.Next(maxLength)];
        for (var i = 0; i < value.Length; i++)
        {
            value[i] = (byte)sequence.Next(256);
        }

        return new StoreOperation.Put(key, value);
    }

    private static async Task CommitAsync(IObjectStore store, IReadOnlyList<Commit> commits)
    {
        foreach (var some in commits.Chunk(Concurrency))
        {
            await Task.WhenAll(some.Select(commit => store.CommitAsync(commit, default).AsTask()));
        }
    }
}
