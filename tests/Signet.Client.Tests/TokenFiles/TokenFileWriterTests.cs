using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Signet.Client.TokenFiles;
using Signet.Testing;

namespace Signet.Client.Tests.TokenFiles;

/// <summary>Token files on real disks.</summary>
public sealed class TokenFileWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CountedTokens _tokens = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Write_File_IsReadableByTheOwnerOnlyAndAlone()
    {
        await File.WriteAllTextAsync(_folder.File(".token.new"), "left by a killed process");

        using var writer = new TokenFileWriter(_tokens, _folder.File("token"));
        await writer.WriteAsync();

        Assert.Equal("token-1", await File.ReadAllTextAsync(_folder.File("token")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File("token")));
        }

        Assert.Equal([_folder.File("token")], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Write_SameToken_LeavesTheFile()
    {
        using var writer = new TokenFileWriter(_tokens, _folder.File("token"));
        await writer.WriteAsync();
        var written = File.GetLastWriteTimeUtc(_folder.File("token"));

        await writer.WriteAsync();
        Assert.Equal(written, File.GetLastWriteTimeUtc(_folder.File("token")));

        File.Delete(_folder.File("token"));
        await writer.WriteAsync();
        Assert.True(File.Exists(_folder.File("token")));
    }

    [Fact]
    public async Task Write_ReaderAtAllTimes_SeesWholeTokensInTheirOrder()
    {
        const int Replacements = 200;
        var padding = new string('x', 20_000);
        var source = new CountedTokens();
        using var writer = new TokenFileWriter(new PaddedTokens(source, padding), _folder.File("token"));
        await writer.WriteAsync();
        using var end = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            var numbers = new List<int>();
            while (!end.IsCancellationRequested)
            {
                var content = File.ReadAllText(_folder.File("token"));
                Assert.EndsWith("." + padding, content, StringComparison.Ordinal);
                numbers.Add(int.Parse(content.Split('.')[0]["token-".Length..], CultureInfo.InvariantCulture));
            }

            return numbers;
        });

        for (var i = 0; i < Replacements; i++)
        {
            source.Next();
            await writer.WriteAsync();
        }

        await end.CancelAsync();
        var seen = await reader;
        Assert.Equal(seen.Order(), seen);
        Assert.True(seen.Distinct().Count() > 2);
    }

    [Fact]
    public async Task Run_TokenChangesAndSourceFails_FileFollows()
    {
        var time = new FakeTimeProvider();
        var failures = new List<Exception>();
        var options = new TokenFileWriterOptions { TimeProvider = time, OnFailure = failures.Add };
        using var end = new CancellationTokenSource();
        using var writer = new TokenFileWriter(_tokens, _folder.File("token"), options);
        var run = writer.RunAsync(end.Token);
        await UntilAsync("token-1");

        _tokens.Failure = new TokenRequestException("the API server is away", null, null, null);
        await Patience.UntilAsync(() => Task.FromResult(Advance() && failures.Count > 0), "the failure is reported");
        Assert.Equal("token-1", await File.ReadAllTextAsync(_folder.File("token")));
        _tokens.Failure = null;
        _tokens.Next();
        await UntilAsync("token-2");

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        bool Advance()
        {
            time.Advance(options.CheckInterval);
            return true;
        }

        Task UntilAsync(string token) => Patience.UntilAsync(
            async () => Advance() && File.Exists(_folder.File("token")) && await File.ReadAllTextAsync(_folder.File("token")) == token, $"the file holds {token}");
    }

    [Fact]
    public async Task Write_DiskIsFull_OldFileStaysAndTheNextWriteSucceeds()
    {
        using var disk = SmallDisk.Mount(1);
        using var writer = new TokenFileWriter(_tokens, disk.File("token"));
        await writer.WriteAsync();
        disk.Fill();
        _tokens.Next();

        await Assert.ThrowsAnyAsync<IOException>(() => writer.WriteAsync());

        Assert.Equal("token-1", await File.ReadAllTextAsync(disk.File("token")));
        Assert.False(File.Exists(disk.File(".token.new")));
        disk.Free();
        await writer.WriteAsync();
        Assert.Equal("token-2", await File.ReadAllTextAsync(disk.File("token")));
    }

    [Fact]
    public async Task Write_NoDirectory_Throws()
    {
        using var writer = new TokenFileWriter(_tokens, _folder.File("missing/token"));

        await Assert.ThrowsAnyAsync<IOException>(() => writer.WriteAsync());
    }
}
