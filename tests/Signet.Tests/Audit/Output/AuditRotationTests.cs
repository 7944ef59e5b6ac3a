using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Signet.Server.Audit.Output;
using Signet.Testing;

namespace Signet.Tests.Audit.Output;

/// <summary>Rotation by the server: each line is in exactly one file, names and removal are lumberjack's.</summary>
public sealed partial class AuditRotationTests : IDisposable
{
    private const int MegaByte = 1024 * 1024;
    private static readonly string Filler = new('x', 990);
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 30, 5, 12, 13, 123, TimeSpan.Zero));
    private readonly string _path;

    public AuditRotationTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has it");
        _path = _folder.File("audit.log");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_FileIsFull_IsRotatedBetweenLines()
    {
        using (var output = Open(new AuditRotation { MaxMegabytes = 1 }))
        {
            WriteLines(output, 0, 2500);
        }

        var rotated = Rotated();
        Assert.Equal(2, rotated.Count);
        Assert.Equal("audit-2026-11-30T05-12-13.123.log", Path.GetFileName(rotated[0]));
        Assert.All(rotated, file => Assert.Matches(NamePattern(), Path.GetFileName(file)));
        Assert.All([.. rotated, _path], file => Assert.InRange(new FileInfo(file).Length, 1, MegaByte));
        Assert.All([.. rotated, _path], file => Assert.EndsWith("\n", File.ReadAllText(file), StringComparison.Ordinal));
        Assert.Equal(Expected(0, 2500), LinesOf([.. rotated, _path]));
    }

    [Fact]
    public void Write_FileHasOtherPermissions_TheNextHasThem()
    {
        using var output = Open(new AuditRotation { MaxMegabytes = 1 });
        const UnixFileMode Shared = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_path, Shared);
            WriteLines(output, 0, 1100);

            Assert.Single(Rotated());
            Assert.Equal(Shared, File.GetUnixFileMode(_path));
        }
    }

    [Fact]
    public void Write_LineIsLargerThanAFile_IsAloneInOne()
    {
        using var output = Open(new AuditRotation { MaxMegabytes = 1 });
        Write(output, "a\n");
        Write(output, new string('y', MegaByte + 10) + "\n");
        Write(output, "b\n");

        Assert.Equal([2, MegaByte + 11], Rotated().Select(file => (int)new FileInfo(file).Length));
        Assert.Equal("b\n", File.ReadAllText(_path));
    }

    [Fact]
    public async Task Maintain_ManyOldFiles_RemovesByNumberAndAgeAndCompresses()
    {
        Make("audit-2026-11-01T00-00-00.000.log", "too old");
        Make("audit-2026-11-28T00-00-00.000.log", "too many");
        Make("audit-2026-11-29T00-00-00.000.log.gz", "kept");
        Make("audit-2026-11-29T23-00-00.000.log", "compressed");
        string[] others = ["audit.log.1", "audit-yesterday.log", "audit-2026-11-01T00-00-00.000.txt", "other-2026-11-01T00-00-00.000.log"];
        Array.ForEach(others, name => Make(name, "not a rotated file"));

        using var backups = new AuditBackups(_path, new AuditRotation { MaxAgeDays = 7, MaxBackups = 2, Compresses = true }, _time, NullLogger.Instance);
        backups.Request();
        await backups.Finished.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

        Assert.Equal(
            others.Append("audit-2026-11-29T00-00-00.000.log.gz").Append("audit-2026-11-29T23-00-00.000.log.gz").Order(StringComparer.Ordinal),
            Directory.GetFiles(_folder.Path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        using var unpacked = new StreamReader(new GZipStream(File.OpenRead(_folder.File("audit-2026-11-29T23-00-00.000.log.gz")), CompressionMode.Decompress));
        Assert.Equal("compressed", await unpacked.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Write_ManyRotations_KeepsTheNumberOfFiles()
    {
        using var output = new AuditPath(_path, _time, NewRotator(new AuditRotation { MaxMegabytes = 1, MaxBackups = 2 }, out var rotator));
        output.Check(reopen: false);
        WriteLines(output, 0, 6000);
        await rotator.Backups.Finished.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

        Assert.Equal(2, Rotated().Count);
        Assert.Equal(Expected(6000 - LinesOf([.. Rotated(), _path]).Count, 6000), LinesOf([.. Rotated(), _path]));
    }

    [Fact]
    public void Write_RotationFails_GoesOnInTheOldFileAndIsLoggedOnceAMinute()
    {
        // The name of the rotated file would be longer than a file system allows.
        var path = _folder.File(new string('l', 250) + ".log");
        using var log = new CollectedLines();
        using (var output = AuditOutputs.Open(path, _time, rotation: new AuditRotation { MaxMegabytes = 1 }, logger: log))
        {
            for (var i = 0; i < 30; i++)
            {
                WriteLines(output, i * 100, (i + 1) * 100);
                _time.Advance(TimeSpan.FromSeconds(5));
            }
        }

        Assert.Equal(Expected(0, 3000), LinesOf([path]));
        Assert.Single(Directory.GetFiles(_folder.Path));
        Assert.InRange(log.Text.Split('\n').Count(line => line.Contains("[7114]", StringComparison.Ordinal)), 1, 3);
    }

    [Fact]
    public void Write_RenamedByAnotherProcess_IsRotatedByBoth()
    {
        using (var output = Open(new AuditRotation { MaxMegabytes = 1 }))
        {
            WriteLines(output, 0, 1500);
            File.Move(_path, _path + ".1");
            output.Check(reopen: true);
            WriteLines(output, 1500, 3000);
        }

        Assert.Equal(2, Rotated().Count);
        Assert.Equal(Expected(0, 3000).Order(), LinesOf([.. Rotated(), _path + ".1", _path]).Order());
    }

    [Fact]
    public void Write_PathIsALink_RotatesBesideTheFile()
    {
        var target = Path.Combine(Directory.CreateDirectory(_folder.File("logs")).FullName, "real.log");
        File.CreateSymbolicLink(_path, target);
        using (var output = Open(new AuditRotation { MaxMegabytes = 1 }))
        {
            WriteLines(output, 0, 1500);
        }

        Assert.Equal(target, File.ResolveLinkTarget(_path, returnFinalTarget: true)!.FullName);
        var rotated = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(target)!, "real-*.log"));
        Assert.Equal(Expected(0, 1500), LinesOf([rotated, target]));
    }

    [Fact]
    public void Rotation_OnlyOtherMembersSet_UsesTheSizeOfLumberjack()
    {
        Assert.False(new AuditRotation().IsEnabled);
        Assert.Equal(100 * MegaByte, new AuditRotation { MaxBackups = 3 }.MaxBytes);
    }

    [GeneratedRegex(@"^audit-2026-11-30T05-12-13\.\d{3}\.log$")]
    private static partial Regex NamePattern();

    private static IEnumerable<string> Expected(int from, int to) => Enumerable.Range(from, to - from).Select(i => $"{i} {Filler}");

    private static List<string> LinesOf(IEnumerable<string> files) => [.. files.SelectMany(File.ReadAllLines)];

    /// <summary>Writes in batches of many lines, as the log does.</summary>
    private static void WriteLines(IAuditOutput output, int from, int to)
    {
        for (var i = from; i < to; i += 100)
        {
            Write(output, string.Concat(Expected(i, Math.Min(i + 100, to)).Select(line => line + "\n")));
            Assert.Equal(AuditOutputState.Confirmed, output.Check(reopen: false));
        }
    }

    private static void Write(IAuditOutput output, string text)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text);
        while (!rest.IsEmpty)
        {
            rest = rest[output.Write(rest)..];
        }
    }

    private IAuditOutput Open(AuditRotation rotation) => AuditOutputs.Open(_path, _time, rotation: rotation);

    private AuditRotator NewRotator(AuditRotation rotation, out AuditRotator rotator) =>
        rotator = new AuditRotator(_path, rotation, _time, NullLogger.Instance);

    private void Make(string name, string content) => File.WriteAllText(_folder.File(name), content);

    private List<string> Rotated() => [.. Directory.GetFiles(_folder.Path, "audit-*.log").Order(StringComparer.Ordinal)];
}
