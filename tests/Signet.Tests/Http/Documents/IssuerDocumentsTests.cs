using Signet.Server.Files;
using Signet.Server.Http.Documents;

namespace Signet.Tests.Http.Documents;

public sealed class IssuerDocumentsTests
{
    private const string Configuration = IssuerDocuments.ConfigurationPath;
    private const string KeySet = IssuerDocuments.KeySetPath;

    [Fact]
    public void Create_IssuersWithAndWithoutPaths_EachPathHasItsDocumentsAndTheRootHasTheFirstIssuers()
    {
        var documents = Create(["https://h/new", "https://h", "https://h/old/", "https://h/old", "https://h/tenant%20a", "name"]);

        Assert.Equal("https://h/new", documents.Find(Configuration)!.Issuer);
        Assert.Equal("https://h/new", documents.Find("/new" + Configuration)!.Issuer);
        Assert.Equal("https://h/old/", documents.Find("/old" + Configuration)!.Issuer);
        Assert.Equal("https://h/old/", documents.Find("/old/" + Configuration)!.Issuer);
        Assert.Equal("https://h/tenant%20a", documents.Find("/tenant a" + Configuration)!.Issuer);
        Assert.Equal("https://h/old/openid/v1/jwks", documents.Find("/old" + Configuration)!.KeySetAddress);
        Assert.True(documents.Find("/old" + KeySet)!.IsKeySet);
        Assert.NotNull(documents.Find("/old" + KeySet + "//"));
        Assert.Null(documents.Find("/" + Configuration));
        Assert.Null(documents.Find("/other" + Configuration));
        Assert.Null(documents.Find(Configuration + "/old"));
        Assert.Null(documents.Find(""));
        Assert.Null(documents.Find("/"));
    }

    [Theory]
    [InlineData("https://h", null, "https://h/openid/v1/jwks")]
    [InlineData("https://h/", null, "https://h/openid/v1/jwks")]
    [InlineData("https://h/a//", null, "https://h/a/openid/v1/jwks")]
    [InlineData("name", null, "https://127.0.0.1:6443/openid/v1/jwks")]
    [InlineData("https://h/a", "https://cdn/keys", "https://cdn/keys")]
    public void Create_KeySetAddress_IsBelowTheIssuerUnlessItIsSet(string issuer, string? given, string address) =>
        Assert.Equal(address, Create([issuer], given).Find(Configuration)!.KeySetAddress);

    [Fact]
    public void HideApi_IssuerBelowTheApi_OnlyItsExactPaths()
    {
        var documents = Create(["https://h/api/v1"]);

        Assert.True(documents.HideApi("/api/v1" + Configuration));
        Assert.False(documents.HideApi("/api/v1/namespaces"));
        Assert.False(Create(["https://h"]).HideApi("/api/v1" + Configuration));
    }

    [Fact]
    public void AllowsHead_PublishedDocumentsAndHealth_NothingElse()
    {
        var published = Create(["https://h/a"]);

        Assert.All([Configuration, "/a" + KeySet, "/livez", "/readyz/store", "/healthz/"], path => Assert.True(published.AllowsHead(path), path));
        Assert.All(["/livezz", "/version", "/api", "/"], path => Assert.False(published.AllowsHead(path), path));
        Assert.False(IssuerDocuments.Create(["https://h"], null, "s", arePublished: false).AllowsHead("/livez"));
    }

    [Fact]
    public void Find_IssuersChange_PathsFollow()
    {
        var issuers = new ChangingIssuers { Current = ["https://h/a", "https://h/b"] };
        var documents = new IssuerDocuments(issuers, null, "s", arePublished: true);
        Assert.NotNull(documents.Find("/b" + Configuration));
        var paths = documents.Paths;
        Assert.Same(paths, documents.Paths);

        issuers.Current = ["https://h/a", "https://h/c"];

        Assert.Null(documents.Find("/b" + Configuration));
        Assert.False(documents.IsPublic("get", "/b" + KeySet));
        Assert.Equal("https://h/c", documents.Find("/c" + Configuration)!.Issuer);
        Assert.Equal("https://h/a", documents.Find(Configuration)!.Issuer);
        Assert.NotSame(paths, documents.Paths);
    }

    /// <summary>No issuer is left when the only one was refused.</summary>
    [Fact]
    public void Find_NoIssuer_NoDocuments() => Assert.Empty(Create([]).Paths);

    private static IssuerDocuments Create(string[] issuers, string? keySetAddress = null) =>
        IssuerDocuments.Create(issuers, keySetAddress, "127.0.0.1:6443", arePublished: true);

    private sealed class ChangingIssuers : IValueSource<IReadOnlyList<string>>
    {
        public required IReadOnlyList<string> Current { get; set; }
    }
}
