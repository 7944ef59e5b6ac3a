using Xunit;

namespace Signet.Testing;

/// <summary>What the machine that tests run on has. What it lacks is skipped with the reason, and fails where everything has to be there.</summary>
internal static class TestMachine
{
    /// <summary>Whether nothing may be skipped or shortened (<c>SIGNET_REQUIRE_ALL=1</c>), as in CI.</summary>
    public static bool RequiresAll { get; } = Environment.GetEnvironmentVariable("SIGNET_REQUIRE_ALL") == "1";

    /// <summary>The path of a program, or skips the test; with <c>SIGNET_REQUIRE_ALL=1</c> it fails.</summary>
    public static string Require(string program)
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            var path = Path.Combine(folder, program);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return Missing($"'{program}' is not on the PATH");
    }

    /// <summary>The path of a program that lies where another one really is, such as <c>kubectl.1.27</c> beside <c>kubectl</c>; like <see cref="Require"/> when it is not there.</summary>
    public static string RequireBeside(string program, string beside)
    {
        var found = Require(beside);
        var real = File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found;
        var path = Path.Combine(Path.GetDirectoryName(real)!, program);
        return File.Exists(path) ? path : Missing($"'{program}' is not beside '{real}'");
    }

    /// <summary>Ends a test for which the machine lacks something.</summary>
    public static string Missing(string what)
    {
        Assert.False(RequiresAll, $"SIGNET_REQUIRE_ALL=1, but {what}");
        Assert.Skip(what);
        return "";
    }

    /// <summary>The project's root: where <c>Signet.slnx</c> is.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Signet.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the tests do not run inside the project");
    }
}
