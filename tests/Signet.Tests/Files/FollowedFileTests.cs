using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Signet.Server.Files;
using Signet.Testing;
using Signet.Tests.Authentication;

namespace Signet.Tests.Files;

/// <summary>A new content takes effect when two checks have found it and it can be parsed. Other contents change nothing.</summary>
public sealed class FollowedFileTests : IDisposable
{
    private const int Loaded = 9000;
    private const int Refused = 9001;
    private const int Restored = 9002;
    private const int ActionFailed = 9003;
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 29, 5, 0, 0, TimeSpan.Zero));
    private readonly CollectedLog _log = new();
    private readonly string _path;
    private int _parses;

    public FollowedFileTests()
    {
        _path = _folder.File("number");
        File.WriteAllText(_path, "1");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_NewContent_TakesEffectAtTheSecondCheck()
    {
        var file = Open();
        File.WriteAllText(_path, "22");

        Check(file);
        Assert.Equal("1", file.Current.Text);
        _time.Advance(TimeSpan.FromSeconds(1));
        Check(file);
        Assert.Equal("22", file.Current.Text);
        var current = file.Current;
        Check(file, times: 10);

        Assert.Same(current, file.Current);
        Assert.Equal(new FileStatus(_time.GetUtcNow()) { Loads = 2 }, file.Status);
        Assert.Equal((Loaded, $"--number-file: {_path} has changed and the new content is in effect: a number of 2 digits"), Assert.Single(_log.Entries));
    }

    [Fact]
    public void Check_ContentStillBeingWritten_WaitsForTwoEqualChecks()
    {
        var file = Open();
        foreach (var content in (string[])["2", "23", "234"])
        {
            File.WriteAllText(_path, content);
            Check(file);
            Assert.Equal("1", file.Current.Text);
        }

        Check(file);
        Assert.Equal("234", file.Current.Text);
    }

    [Fact]
    public void Check_TakenNow_TakesEffectAtOnce()
    {
        var file = Open();
        File.WriteAllText(_path, "2");

        file.Check(takesEffectNow: true, _log);
        Assert.Equal("2", file.Current.Text);
        File.WriteAllText(_path, "two");
        file.Check(takesEffectNow: true, _log);

        Assert.Equal("2", file.Current.Text);
        Assert.NotNull(file.Status.FailingSince);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("")]
    [InlineData("deleted")]
    [InlineData("directory")]
    [InlineData("unexpected")]
    public void Check_BadContent_ChangesNothingAndIsLoggedOnceUntilGoodContent(string kind)
    {
        var file = Open();
        var before = file.Current;
        MakeBad(kind);

        Check(file, times: 5);
        var since = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromMinutes(1));
        Check(file, times: FileStamps.ChecksUntilRead + 1);

        Assert.Same(before, file.Current);
        Assert.Equal((1, 1, since), (file.Status.Loads, file.Status.Failures, file.Status.FailingSince!.Value));
        var (id, message) = Assert.Single(_log.Entries);
        Assert.Equal(Refused, id);
        Assert.Contains($"--number-file: {_path}: ", message, StringComparison.Ordinal);
        Assert.EndsWith(file.Status.Fault, message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);

        Remove();
        File.WriteAllText(_path, "3");
        Check(file, times: 2);
        Assert.Equal("3", file.Current.Text);
        Assert.Null(file.Status.FailingSince);
        Assert.Equal("", file.Status.Fault);
        Assert.Equal((2, 1), (file.Status.Loads, file.Status.Failures));
    }

    [Fact]
    public void Check_OtherBadContent_IsLoggedAgainAndFailingSinceStays()
    {
        var file = Open();
        File.WriteAllText(_path, "two");
        Check(file, times: 2);
        var since = file.Status.FailingSince;
        _time.Advance(TimeSpan.FromSeconds(9));
        File.WriteAllText(_path, "three");
        Check(file, times: 2);

        Assert.Equal([Refused, Refused], _log.Entries.Select(entry => entry.Id));
        Assert.Equal((2, since), (file.Status.Failures, file.Status.FailingSince));
    }

    [Fact]
    public void Check_ContentInForceReturns_IsLoggedAndNothingIsLoaded()
    {
        var file = Open();
        var before = file.Current;
        File.Delete(_path);
        Check(file, times: 2);
        File.WriteAllText(_path, "1");
        Check(file, times: 3);

        Assert.Equal([Refused, Restored], _log.Entries.Select(entry => entry.Id));
        Assert.Null(file.Status.FailingSince);
        Assert.Same(before, file.Current);
    }

    /// <summary>An editor that removes the file before it renames the new one.</summary>
    [Fact]
    public void Check_FileMissingForOneCheck_IsNotLogged()
    {
        var file = Open();
        File.Delete(_path);
        Check(file);
        File.WriteAllText(_folder.File("number.new"), "2");
        File.Move(_folder.File("number.new"), _path);
        Check(file, times: 2);

        Assert.Equal("2", file.Current.Text);
        Assert.Equal([Loaded], _log.Entries.Select(entry => entry.Id));
    }

    /// <summary>Kubernetes replaces the symbolic link <c>..data</c>, which is not the last part of the path.</summary>
    [Fact]
    public async Task Check_LinkInThePathSwapped_IsFollowed()
    {
        Directory.CreateDirectory(_folder.File("one"));
        Directory.CreateDirectory(_folder.File("two"));
        File.WriteAllText(_folder.File("one/number"), "1");
        File.WriteAllText(_folder.File("two/number"), "2");
        Directory.CreateSymbolicLink(_folder.File("..data"), "one");
        File.Delete(_path);
        File.CreateSymbolicLink(_path, "..data/number");
        var file = Open();
        Check(file, times: FileStamps.ChecksAfterChange);

        Directory.CreateSymbolicLink(_folder.File("..new"), "two");
        await RunAsync("mv", "-T", _folder.File("..new"), _folder.File("..data"));
        Check(file, times: 2);

        Assert.Equal("2", file.Current.Text);
    }

    /// <summary>Same length and modification time: only the inode's change time differs.</summary>
    [Fact]
    public void Check_ChangeWithTheOldTimeOfModification_IsFollowed()
    {
        var time = File.GetLastWriteTimeUtc(_path);
        var file = Open();
        Check(file, times: FileStamps.ChecksAfterChange);

        File.WriteAllText(_path, "2");
        File.SetLastWriteTimeUtc(_path, time);
        Check(file, times: 2);

        Assert.Equal("2", file.Current.Text);
    }

    [Fact]
    public void Check_NothingChanged_ReadsNothing()
    {
        var file = Open();
        Check(file, times: FileStamps.ChecksAfterChange);
        var parses = _parses;

        Check(file, times: FileStamps.ChecksUntilRead - 1);
        Assert.Equal(parses, _parses);
        Check(file);
        Assert.Equal(parses + 1, _parses);
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public void Check_SeveralFiles_CountTogether()
    {
        var other = _folder.File("other");
        File.WriteAllText(other, "1");
        var file = FollowedFile<Number>.Open(
            [new("number-file", _path), new("other-file", other)],
            contents => ParseTwo(contents, other),
            Describe,
            _time);

        File.WriteAllText(_path, "2");
        Check(file, times: 3);
        Assert.Equal("1", file.Current.Text);
        Assert.Contains($"--other-file: {other}: does not fit", Assert.Single(_log.Entries).Message, StringComparison.Ordinal);

        File.WriteAllText(other, "2");
        Check(file, times: 2);
        Assert.Equal("2", file.Current.Text);
    }

    /// <summary>For example the certificates that a kubeconfig names.</summary>
    [Fact]
    public void Check_FileThatTheContentNames_IsFollowed()
    {
        var named = _folder.File("named");
        File.WriteAllText(named, "5");
        File.WriteAllText(_path, named);
        var file = FollowedFile<Number>.Open(
            [new("number-file", _path)], contents => Parse(contents.Read(FileContents.TextOf(contents.Read()))), Describe, _time);
        Assert.Equal("5", file.Current.Text);

        File.WriteAllText(named, "6");
        Check(file, times: 2);
        Assert.Equal("6", file.Current.Text);

        File.Delete(named);
        Check(file, times: 2);
        Assert.Equal("6", file.Current.Text);
        Assert.Contains($"--number-file: {named}: cannot be read", file.Status.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_NewValue_CallbacksReceiveItAndAFailingCallbackStopsNothing()
    {
        var file = Open();
        var seen = new List<string>();
        file.OnChange(_ => throw new InvalidOperationException("the disk is full"));
        file.OnChange(value => seen.Add(value.Text));
        File.WriteAllText(_path, "2");

        Check(file, times: 3);

        Assert.Equal(["2"], seen);
        Assert.Equal("2", file.Current.Text);
        Assert.Equal([Loaded, ActionFailed], _log.Entries.Select(entry => entry.Id));
    }

    /// <summary><c>--token-auth-file &lt;(command)</c>: it can be read once.</summary>
    [Fact]
    public async Task Check_Pipe_IsReadOnceAndNotFollowed()
    {
        if (!OperatingSystem.IsLinux())
        {
            TestMachine.Missing("mkfifo");
        }

        var pipe = _folder.File("pipe");
        await MakePipeAsync(pipe);

        // Opening a pipe blocks until the other end is opened.
        var writing = Task.Factory.StartNew(
            () => File.WriteAllText(pipe, "7"), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var file = FollowedFile<Number>.Open([new("number-file", pipe)], contents => Parse(contents.Read()), Describe, _time);
        await writing;

        await Task.Run(() => Check(file, times: 3)).WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        file.Check(takesEffectNow: true, _log);

        Assert.Equal("7", file.Current.Text);
        Assert.Empty(_log.Entries);
    }

    /// <summary>Reading it would block for ever.</summary>
    [Fact]
    public async Task Check_FileReplacedByAPipe_IsRefusedWithoutReading()
    {
        if (!OperatingSystem.IsLinux())
        {
            TestMachine.Missing("mkfifo");
        }

        var file = Open();
        File.Delete(_path);
        await MakePipeAsync(_path);

        await Task.Run(() => Check(file, times: 2)).WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

        Assert.Equal("1", file.Current.Text);
        Assert.EndsWith("is not a regular file", file.Status.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing", "cannot be read")]
    [InlineData("one", "has to be a number")]
    public void Open_UnusableFile_NamesSettingPathAndFault(string content, string says)
    {
        File.WriteAllText(_path, content);
        if (content == "missing")
        {
            File.Delete(_path);
        }

        var refused = Assert.Throws<UnusableFileException>(Open);

        Assert.StartsWith($"--number-file: {_path}: {says}", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>At the start the parser decides: an empty token file holds no tokens.</summary>
    [Fact]
    public void Open_EmptyFile_IsPassedToTheParser()
    {
        File.WriteAllText(_path, "");

        var file = FollowedFile<Number>.Open([new("number-file", _path)], contents => new Number(FileContents.TextOf(contents.Read())), Describe, _time);

        Assert.Equal("", file.Current.Text);
        Check(file, times: 5);
        Assert.Empty(_log.Entries);
    }

    private static Number Parse(byte[] content)
    {
        var text = FileContents.TextOf(content);
        return text switch
        {
            "unexpected" => throw new InvalidOperationException("secret"),
            _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) => new Number(text),
            _ => throw new FormatException("has to be a number"),
        };
    }

    private static Number ParseTwo(FileContents contents, string other)
    {
        var number = Parse(contents.Read());
        var file = new SettingFile("other-file", other);
        return Encoding.UTF8.GetString(contents.Read(file)) == number.Text ? number : throw new UnusableFileException(file, "does not fit");
    }

    private static string Describe(Number number) => $"a number of {number.Text.Length} digits";

    private static Task MakePipeAsync(string path) => RunAsync("mkfifo", path);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var run = Process.Start(program, arguments);
        await run.WaitForExitAsync();
        Assert.Equal(0, run.ExitCode);
    }

    private void MakeBad(string kind)
    {
        switch (kind)
        {
            case "deleted":
                File.Delete(_path);
                break;
            case "directory":
                File.Delete(_path);
                Directory.CreateDirectory(_path);
                break;
            default:
                File.WriteAllText(_path, kind);
                break;
        }
    }

    private void Remove()
    {
        if (Directory.Exists(_path))
        {
            Directory.Delete(_path);
        }
    }

    private FollowedFile<Number> Open() => FollowedFile<Number>.Open(
        [new("number-file", _path)],
        contents =>
        {
            _parses++;
            return Parse(contents.Read());
        },
        Describe,
        _time);

    private void Check(IFollowedFile file, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            file.Check(takesEffectNow: false, _log);
        }
    }

    private sealed record Number(string Text);
}
