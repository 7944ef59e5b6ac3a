using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using Signet.Server.Files;
using Signet.Testing;
using Signet.Tests.Authentication;

namespace Signet.Tests.Files;

/// <summary>Files with secrets that others can read (docs/decisions/0047-files-with-secrets.md).</summary>
public sealed class SecretFileTests : IDisposable
{
    private const int Loaded = 9000;
    private const int Exposed = 9005;
    private const int Kept = 9006;
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Group = Owner | UnixFileMode.GroupRead;
    private const UnixFileMode Everybody = Group | UnixFileMode.OtherRead;
    private readonly TemporaryFolder _folder = new();

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Owner, null)]
    [InlineData(UnixFileMode.UserRead, null)]
    [InlineData(UnixFileMode.None, null)]
    [InlineData(Everybody, "has the mode 0644: every user can read it; mend it with: chmod 600 ")]
    [InlineData(Owner | UnixFileMode.OtherWrite, "has the mode 0602: every user can change it; mend it with: chmod 600 ")]
    [InlineData(Everybody | UnixFileMode.OtherWrite, "has the mode 0646: every user can read and change it; mend it with: chmod 600 ")]
    public void FaultOf_Mode_IsRefusedForOthers(UnixFileMode mode, string? expected)
    {
        var path = Write("key", mode);

        Assert.Equal(expected is null ? null : expected + path, SecretFile.FaultOf(path));
    }

    /// <summary>The group of a file in a test is one of the process.</summary>
    [Fact]
    public void FaultOf_Group_IsAllowedWhenTheProcessIsInIt()
    {
        if (!OperatingSystem.IsLinux())
        {
            TestMachine.Missing("statx(2)");
        }

        var path = Write("it's a key", Group | UnixFileMode.GroupWrite);

        Assert.Null(SecretFile.FaultOf(path));
        Assert.Matches(
            $@"^has the mode 0660: the group \d+, which this process is not in, can read and change it; mend it with: chmod 600 '.*/it'\\''s a key'$",
            SecretFile.FaultOfLinux(path, () => [4_000_000_000]));
    }

    [Fact]
    public void FaultOf_Link_IsThatOfItsTarget()
    {
        var link = _folder.File("link");
        File.CreateSymbolicLink(link, Write("target", Everybody));

        Assert.Contains("0644", SecretFile.FaultOf(link), StringComparison.Ordinal);
    }

    /// <summary>As kubelet makes volumes of Secrets: the mode of the volume is mended, not that of the file.</summary>
    [Fact]
    public void FaultOf_VolumeOfKubernetes_NamesItsSettings()
    {
        Directory.CreateDirectory(_folder.File("..2026"));
        Write("..2026/tls.key", Everybody);
        File.CreateSymbolicLink(_folder.File("..data"), "..2026");
        File.CreateSymbolicLink(_folder.File("tls.key"), "..data/tls.key");

        Assert.Equal(
            "has the mode 0644: every user can read it; set defaultMode: 0440 of the volume and fsGroup of the pod", SecretFile.FaultOf(_folder.File("tls.key")));
    }

    [Fact]
    public async Task FaultOf_PipeOrNothing_IsNull()
    {
        var pipe = _folder.File("pipe");
        using var make = Process.Start(TestMachine.Require("mkfifo"), ["-m", "644", pipe]);
        await make.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Null(SecretFile.FaultOf(pipe));
        Assert.Null(SecretFile.FaultOf(_folder.File("missing")));
    }

    [Fact]
    public void Open_PrivateKeyInAnyFile_IsRefusedAtTheStart()
    {
        var path = Write("keys.pem", Everybody, "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n");

        var fault = Assert.Throws<UnusableFileException>(() => Open(path, contents => FileContents.TextOf(contents.Read())));

        Assert.Equal($"--service-account-key-file: {path} has the mode 0644: every user can read it; mend it with: chmod 600 {path}", fault.Message);
        Assert.NotNull(Open(Write("keys.pub", Everybody, "-----BEGIN PUBLIC KEY-----\n"), contents => FileContents.TextOf(contents.Read())));
    }

    /// <summary>A change while the server runs is reported once in each direction, and the content stays in force.</summary>
    [Fact]
    public void Check_PermissionsThatAreWidened_AreReportedOnceAndTheContentStays()
    {
        var path = Write("tokens.csv", Owner, "a,b,c");
        var log = new CollectedLog();
        var file = Open(path, contents => FileContents.TextOf(contents.ReadSecret()));

        Check(file, log);
        Assert.Empty(log.Entries);
        OwnerOnlyFiles.SetMode(path, Everybody);
        Check(file, log);
        Check(file, log);
        Assert.Contains(path, file.Status.Exposed, StringComparison.Ordinal);
        File.WriteAllText(path, "d,e,f");
        Check(file, log);
        Assert.Equal("d,e,f", file.Current);
        OwnerOnlyFiles.SetMode(path, Owner);
        Check(file, log);

        Assert.Equal("", file.Status.Exposed);
        Assert.Equal([Exposed, Loaded, Kept], log.Entries.Select(entry => entry.Id));
        Assert.Contains($"{path} has the mode 0644: every user can read it; mend it with: chmod 600 {path}", log.Entries[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain(log.Entries, entry => entry.Message.Contains("a,b,c", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Readyz_ExposedSecret_IsShownAndReadinessStays()
    {
        var path = Write("tokens.csv", Owner, "secret-token,user,uid");
        await using var server = await SignetInProcess.ServeInMemoryAsync("--token-auth-file", path);
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));

        OwnerOnlyFiles.SetMode(path, Everybody);

        await Patience.UntilAsync(
            async () => (await admin.GetAsync("/readyz?verbose")) is { Code: HttpStatusCode.OK } ready &&
                ready.Body.Contains("other users can read it (log event 9005)", StringComparison.Ordinal),
            "readiness shows the exposed file");
        await server.UntilSaysAsync("A secret is exposed: --token-auth-file");
    }

    private static FollowedFile<string> Open(string path, Func<FileContents, string> parse) =>
        FollowedFile<string>.Open([new SettingFile("service-account-key-file", path)], parse, _ => "text", new FakeTimeProvider());

    private static void Check(FollowedFile<string> file, CollectedLog log) => file.Check(takesEffectNow: true, log);

    private string Write(string name, UnixFileMode mode, string text = "secret")
    {
        var path = _folder.File(name);
        File.WriteAllText(path, text);
        OwnerOnlyFiles.SetMode(path, mode);
        return path;
    }
}
