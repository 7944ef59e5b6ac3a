using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Listing;

namespace Signet.Tests.Resources.Listing;

/// <summary>Paged lists and lists at revisions, over a real store.</summary>
public sealed class ObjectListerTests
{
    [Fact]
    public async Task List_InPagesWhileOthersWrite_ShowsTheStateOfTheFirstPage()
    {
        await using var running = await RunningAccounts.StartAsync();
        for (var i = 0; i < 40; i++)
        {
            await running.CreateAccountAsync($"a{i:00}");
        }

        var before = await NamesAsync(running, new ListQuery { Selector = RunningAccounts.Select() });
        foreach (var limit in (int[])[1, 7, 39, 40, 41])
        {
            var seen = new List<string>();
            var query = new ListQuery { Selector = RunningAccounts.Select(), Limit = limit };
            var revision = default(Revision);
            do
            {
                var page = (await running.ListAsync(query)).Value;
                Assert.Equal(page.Continue is null ? null : before.Count - seen.Count - page.Items.Count, (int?)page.Remaining);
                Assert.True(revision == default || revision == page.Revision);
                revision = page.Revision;
                seen.AddRange(page.Items.Select(item => item.Key.Name));
                query = query with { Continue = page.Continue ?? "" };
                await running.CreateAccountAsync($"b{limit}-{seen.Count}");
                await running.DeleteAccountAsync($"b{limit}-{seen.Count}");
                await running.LabelAccountAsync(seen[^1], $"seen=x{limit}-{seen.Count}");
            }
            while (query.Continue.Length > 0);

            Assert.Equal(before, seen);
        }
    }

    [Fact]
    public async Task List_WithSelectorInPages_HasNoRemainingItemCount()
    {
        await using var running = await RunningAccounts.StartAsync();
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            await running.CreateAccountAsync(name, name is "b" ? "" : "p=1");
        }

        var first = (await running.ListAsync(new ListQuery { Selector = RunningAccounts.Select("p=1"), Limit = 2 })).Value;
        var second = (await running.ListAsync(new ListQuery { Selector = RunningAccounts.Select("p=1"), Limit = 2, Continue = first.Continue! })).Value;

        Assert.Null(first.Remaining);
        Assert.Equal(["a", "c"], first.Items.Select(item => item.Key.Name));
        Assert.Equal(["d"], second.Items.Select(item => item.Key.Name));
        Assert.Null(second.Continue);
    }

    [Fact]
    public async Task List_ExactRevision_ShowsThePastUntilItIsCompacted()
    {
        await using var running = await RunningAccounts.StartAsync();
        var first = await running.CreateAccountAsync("a");
        var second = await running.CreateAccountAsync("b");
        await running.DeleteAccountAsync("a");
        var query = new ListQuery { Selector = RunningAccounts.Select(), ResourceVersion = first.ToString(), Match = RevisionMatch.Exact };

        Assert.Equal(["a"], await NamesAsync(running, query));
        Assert.Equal(["a", "b"], await NamesAsync(running, query with { ResourceVersion = second.ToString() }));
        Assert.Equal(["b"], await NamesAsync(running, query with { Match = RevisionMatch.NotOlderThan }));
        Assert.Equal(["b"], await NamesAsync(running, query with { Match = RevisionMatch.Unspecified }));
        Assert.Equal(["a"], await NamesAsync(running, query with { Match = RevisionMatch.Unspecified, Limit = 5 }));

        await running.Store.CompactAsync(running.Cache.Revision, default);
        var gone = (await running.ListAsync(query)).Error!;

        Assert.Equal((410, "Expired", "The resourceVersion for the provided list is too old."), (gone.Code, gone.Reason, gone.Message));
    }

    [Fact]
    public async Task List_ContinueOfACompactedRevision_OffersATokenAtTheNewestState()
    {
        await using var running = await RunningAccounts.StartAsync();
        foreach (var name in (string[])["a", "b", "c"])
        {
            await running.CreateAccountAsync(name);
        }

        var query = new ListQuery { Selector = RunningAccounts.Select(), Limit = 1 };
        var first = (await running.ListAsync(query)).Value;
        await running.CreateAccountAsync("bb");
        running.Time.Advance(new ObjectCacheOptions().PagedListLifetime);
        Assert.Equal(["b"], await NamesAsync(running, query with { Continue = first.Continue! }));

        running.Time.Advance(new ObjectCacheOptions().PagedListLifetime);
        await running.Store.CompactAsync(running.Cache.Revision, default);
        var gone = (await running.ListAsync(query with { Continue = first.Continue! })).Error!;

        Assert.Equal(410, gone.Code);
        Assert.Equal(["b", "bb", "c"], await NamesAsync(running, query with { Continue = gone.Continue!, Limit = 0 }));
    }

    [Theory]
    [InlineData("xx")]
    [InlineData("e30")]
    [InlineData("eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MCwic3RhcnQiOiJhIn0")]
    [InlineData("eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiIifQ")]
    [InlineData("eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiIuLi9hIn0")]
    public async Task List_MalformedContinueToken_IsABadRequest(string token)
    {
        await using var running = await RunningAccounts.StartAsync();

        var refused = await running.ListAsync(new ListQuery { Selector = RunningAccounts.Select(), Continue = token });

        Assert.Equal(400, refused.Error!.Code);
    }

    [Fact]
    public async Task List_OfAllNamespaces_KeepsTheOrderOfKeysThroughPages()
    {
        await using var running = await RunningAccounts.StartAsync();
        string[] namespaces = ["a", "a-b", "a0", "b"];
        foreach (var ns in namespaces)
        {
            await running.CreateAsync(KubernetesKinds.Namespaces, $$"""{"metadata": {"name": "{{ns}}"} }""");
            await running.CreateAccountAsync("x", ns: ns);
            await running.CreateAccountAsync("y", ns: ns);
        }

        var whole = (await running.ListAsync(new ListQuery { Selector = RunningAccounts.Select(ns: "") })).Value.Items.Select(item => item.Key).ToList();
        Assert.Equal(whole.Order(), whole);
        var paged = new List<ObjectKey>();
        var query = new ListQuery { Selector = RunningAccounts.Select(ns: ""), Limit = 3 };
        do
        {
            var page = (await running.ListAsync(query)).Value;
            paged.AddRange(page.Items.Select(item => item.Key));
            query = query with { Continue = page.Continue ?? "" };
        }
        while (query.Continue.Length > 0);

        Assert.Equal(whole, paged);
        var inOne = (await running.ListAsync(new ListQuery { Selector = RunningAccounts.Select(ns: "a"), Limit = 1 })).Value;
        Assert.Equal(1, inOne.Remaining);
    }

    private static async Task<List<string>> NamesAsync(RunningAccounts running, ListQuery query) =>
        [.. (await running.ListAsync(query)).Value.Items.Select(item => item.Key.Name)];
}
