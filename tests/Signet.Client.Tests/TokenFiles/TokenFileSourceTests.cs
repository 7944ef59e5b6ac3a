using Microsoft.Extensions.Time.Testing;
using Signet.Client.TokenFiles;
using Signet.Testing;

namespace Signet.Client.Tests.TokenFiles;

/// <summary>A token file that is replaced as the kubelet does it: a link to a directory of links.</summary>
public sealed class TokenFileSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private int _version;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task GetToken_FileIsReplaced_IsReadAgainAfterAMinute()
    {
        var source = Source();
        Project("one\n");
        Assert.Equal("one", await ReadAsync(source));

        Project("two");
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("one", await ReadAsync(source));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("two", await ReadAsync(source));
    }

    [Fact]
    public async Task Invalidate_CurrentToken_IsReadAgainAtOnce()
    {
        var source = Source();
        Project("one");
        var token = await source.GetTokenAsync();
        Project("two");

        source.Invalidate(new ServiceAccountToken("another", null));
        Assert.Equal("one", await ReadAsync(source));
        source.Invalidate(token);
        Assert.Equal("two", await ReadAsync(source));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two\nlines")]
    [InlineData(null)]
    public async Task GetToken_FileIsUnusable_LastTokenIsUsedUntilItIsUsableAgain(string? content)
    {
        var source = Source();
        Project("one");
        await source.GetTokenAsync();
        Project(content);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("one", await ReadAsync(source));
        Project("three");
        Assert.Equal("three", await ReadAsync(source));
    }

    [Fact]
    public async Task GetToken_NeverUsable_Throws()
    {
        var source = Source();

        await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync(source));
        Project("secret token");
        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(source));
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
        Project("one");
        Assert.Equal("one", await ReadAsync(source));
    }

    private static async Task<string> ReadAsync(TokenFileSource source) => (await source.GetTokenAsync()).Value;

    private TokenFileSource Source() => new(_folder.File("token"), _time);

    /// <summary>A new version of the volume; null for one without the file.</summary>
    private void Project(string? content)
    {
        var version = Directory.CreateDirectory(_folder.File($"..{++_version}")).Name;
        if (content is not null)
        {
            File.WriteAllText(_folder.File($"{version}/token"), content);
        }

        File.Delete(_folder.File("..data"));
        File.CreateSymbolicLink(_folder.File("..data"), version);
        if (_version == 1)
        {
            File.CreateSymbolicLink(_folder.File("token"), "..data/token");
        }
    }
}
