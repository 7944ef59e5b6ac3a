using System.Text;
using Microsoft.Extensions.Time.Testing;
using Signet.Cli.Publish;
using Signet.Cli.Publish.Targets;
using Signet.Server.Background;
using Signet.Testing;

namespace Signet.Tests.Cli.Publish;

/// <summary>Documents in a directory: whole ones only, each JWKS first, and nothing else is touched.</summary>
public sealed class DirectoryTargetTests : IDisposable
{
    private static readonly string[] Written = ["/openid/v1/jwks", "/.well-known/openid-configuration"];
    private readonly TemporaryFolder _folder = new();

    private string KeySet => _folder.File("openid/v1/jwks");

    private string Configuration => _folder.File(".well-known/openid-configuration");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_EmptyDirectory_HasTheDocumentsAndNothingElse()
    {
        Assert.Equal(Written, await RunAsync(TestDocuments.Of("one")));

        Assert.Equal("""{"keys":["one"]}""", await File.ReadAllTextAsync(KeySet, Token));
        Assert.Equal([Configuration, KeySet], Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            Assert.True(File.GetUnixFileMode(KeySet).HasFlag(UnixFileMode.OtherRead));
        }
    }

    [Fact]
    public async Task Run_IssuerWithPath_IsBeneathItsPath()
    {
        await RunAsync(TestDocuments.Of("one", "/tenant/a"));

        Assert.True(File.Exists(_folder.File("tenant/a/openid/v1/jwks")));
        Assert.False(Directory.Exists(_folder.File(".well-known")));
    }

    [Fact]
    public async Task Run_UnchangedDocuments_AreNotWritten()
    {
        await RunAsync(TestDocuments.Of("one"));
        var other = _folder.File("openid/v1/other");
        await File.WriteAllTextAsync(other, "mine", Token);
        foreach (var file in (string[])[KeySet, Configuration])
        {
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        }

        Assert.Empty(await RunAsync(TestDocuments.Of("one")));
        Assert.Equal([TestDocuments.Of("two")[1].Path], await RunAsync([TestDocuments.Of("one")[0], TestDocuments.Of("two")[1]]));

        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(KeySet));
        Assert.Equal("mine", await File.ReadAllTextAsync(other, Token));
    }

    /// <summary>The JWKS cannot be written: the discovery document stays as it was, and no temporary file is left.</summary>
    [Fact]
    public async Task Run_RenameFails_DiscoveryDocumentIsNotPublished()
    {
        Directory.CreateDirectory(KeySet);

        var fault = await Assert.ThrowsAsync<PublicationException>(() => RunAsync(TestDocuments.Of("one")));

        Assert.Contains(KeySet, fault.Message, StringComparison.Ordinal);
        Assert.Contains("(5 attempts)", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Run_DirectoryIsMissing_IsNotMade()
    {
        var fault = await Assert.ThrowsAsync<PublicationException>(() => RunAsync(TestDocuments.Of("one"), _folder.File("missing")));

        Assert.Contains("is not a directory", fault.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("missing")));
    }

    [Fact]
    public async Task Run_FullDisk_FormerDocumentsStayUntilThereIsSpace()
    {
        using var disk = SmallDisk.Mount(1);
        await RunAsync(TestDocuments.Of("one"), disk.Path);
        var large = new string('x', 256 * 1024);
        disk.Fill();

        var fault = await Assert.ThrowsAsync<PublicationException>(() => RunAsync(TestDocuments.Of(large), disk.Path));
        Assert.True(fault.IsTransient);
        Assert.Equal("""{"keys":["one"]}""", await File.ReadAllTextAsync(disk.File("openid/v1/jwks"), Token));
        Assert.Equal("""{"issuer":"one"}""", await File.ReadAllTextAsync(disk.File(".well-known/openid-configuration"), Token));
        Assert.Single(Directory.GetFiles(disk.File("openid/v1")));

        disk.Free();
        Assert.Equal(Written, await RunAsync(TestDocuments.Of(large), disk.Path));
    }

    /// <summary>A publisher that was killed has left its temporary file.</summary>
    [Fact]
    public async Task Run_TemporaryFileIsLeft_IsUsedAgain()
    {
        Directory.CreateDirectory(_folder.File("openid/v1"));
        await File.WriteAllTextAsync(_folder.File("openid/v1/.jwks.signet-publish"), new string('x', 10_000), Token);

        await RunAsync(TestDocuments.Of("one"));

        Assert.Equal("""{"keys":["one"]}""", await File.ReadAllTextAsync(KeySet, Token));
        Assert.Single(Directory.GetFiles(_folder.File("openid/v1")));
    }

    [Fact]
    public async Task Run_ReaderThatLoops_SeesWholeDocumentsAndNoDiscoveryDocumentBeforeItsKeySet()
    {
        using var ending = new CancellationTokenSource();
        var reads = 0;
        var reader = Task.Run(
            async () =>
            {
                while (!ending.IsCancellationRequested)
                {
                    var issuer = ReadNumber(Configuration, "{\"issuer\":\"", "\"}");
                    var keys = ReadNumber(KeySet, "{\"keys\":[\"", "\"]}");

                    // The JWKS was read later: it is the one of the discovery document or a newer one.
                    Assert.True(keys >= issuer, $"the discovery document {issuer} was there with the JWKS {keys}");
                    Interlocked.Increment(ref reads);
                    await Task.Yield();
                }
            },
            Token);

        for (var version = 1; (version <= 60 || Volatile.Read(ref reads) < 50) && !reader.IsCompleted; version++)
        {
            var number = version.ToString("D9", System.Globalization.CultureInfo.InvariantCulture);
            await RunAsync(TestDocuments.Of(number + new string('x', version * 113)));
        }

        await ending.CancelAsync();
        await reader;
    }

    /// <summary>The number of a document; 0 when there is none yet. A part of a document fails.</summary>
    private static int ReadNumber(string path, string before, string after)
    {
        string text;
        try
        {
            text = Encoding.UTF8.GetString(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return 0;
        }

        Assert.StartsWith(before, text, StringComparison.Ordinal);
        Assert.EndsWith(after, text, StringComparison.Ordinal);
        return int.Parse(text.AsSpan(before.Length, 9), System.Globalization.CultureInfo.InvariantCulture);
    }

    private Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<PublishedDocument> documents, string? root = null) =>
        new TargetRun(new DirectoryTarget(root ?? _folder.Path), new Backoff(TimeSpan.Zero, TimeSpan.Zero), new FakeTimeProvider()).RunAsync(documents, Token);
}
