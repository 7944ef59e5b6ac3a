using System.Globalization;
using System.Text.RegularExpressions;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>A server's memory, which has keys and tokens, is not in core dumps.</summary>
public sealed class CoreDumpTests : IDisposable
{
    /// <summary>A user without rights, and without an entry in a table of users.</summary>
    private const string OtherUser = "64321";
    private readonly TemporaryFolder _folder = new();

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// The kernel gives the files in /proc of a process that cannot be dumped to root, and lets no other process of its user trace it (proc(5)).
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Serve_ByDefault_CannotBeDumpedOrTraced(bool isByDefault)
    {
        var data = _folder.File("data");
        await using var server = await SignetProcess.ServeProgramAsync(
            await ProgramOfAnotherUserAsync(), new Dictionary<string, string?>(), data, isByDefault ? [] : ["--core-dumps"]);
        var owner = await RunAsync("stat", "-c", "%u", $"/proc/{server.Id.ToString(CultureInfo.InvariantCulture)}/environ");
        var user = await RunAsync("stat", "-c", "%u", data);

        Assert.NotEqual("0", user);
        Assert.Equal(isByDefault ? ("0", "0") : LimitsOf(Environment.ProcessId), LimitsOf(server.Id));
        Assert.Equal(isByDefault ? "0" : user, owner);
    }

    /// <summary>What needs <c>/proc/self</c> works without being dumpable: a control socket in a long path.</summary>
    [Fact]
    public async Task Serve_InALongPath_HasAControlSocketAlthoughItCannotBeDumped()
    {
        var program = await ProgramOfAnotherUserAsync();
        var data = _folder.File($"user/{new string('x', 120)}");

        await using var server = await SignetProcess.ServeProgramAsync(program, new Dictionary<string, string?>(), data);

        Assert.DoesNotContain("There is no control socket", server.Errors, StringComparison.Ordinal);
    }

    /// <summary>A script that runs the server as another user, if this one is root; files in the folder are that user's.</summary>
    private async Task<string> ProgramOfAnotherUserAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            TestMachine.Missing("/proc");
        }

        var program = Path.ChangeExtension(typeof(Cli.Program).Assembly.Location, null);
        Directory.CreateDirectory(_folder.File("user"));
        var script = _folder.File("signet.sh");
        var isRoot = Environment.UserName == "root";
        var prefix = isRoot ? $"{TestMachine.Require("setpriv")} --reuid {OtherUser} --regid {OtherUser} --clear-groups " : "";
        await File.WriteAllTextAsync(script, $"#!/bin/sh\nexport HOME='{_folder.File("user")}'\nexec {prefix}'{program}' \"$@\"\n");
        await RunAsync("chmod", "-R", "go=rx,u=rwx", _folder.Path);
        if (isRoot)
        {
            await RunAsync("chown", "-R", OtherUser, _folder.Path);
        }

        return script;
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (code, output, errors) = await ProgramRun.ToEndAsync(TestMachine.Require(program), arguments);
        Assert.True(code == 0, errors);
        return output;
    }

    private static (string Soft, string Hard) LimitsOf(int process)
    {
        var limits = File.ReadAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/limits");
        var line = Regex.Match(limits, @"^Max core file size\s+(\S+)\s+(\S+)", RegexOptions.Multiline);
        Assert.True(line.Success);
        return (line.Groups[1].Value, line.Groups[2].Value);
    }
}
