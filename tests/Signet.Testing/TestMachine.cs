using Xunit;

namespace Signet.Testing;

/// <summary>
/// The programs and rights of the machine that runs the tests. A test that needs a missing one is skipped with the reason, or fails when
/// everything is required.
/// </summary>
internal static class TestMachine
{
    /// <summary>Whether no test may be skipped or shortened (<c>SIGNET_REQUIRE_ALL=1</c>), as in CI.</summary>
    public static bool RequiresAll { get; } = Environment.GetEnvironmentVariable("SIGNET_REQUIRE_ALL") == "1";

    /// <summary>The path of a program. Skips the test when it is missing, or fails it with <c>SIGNET_REQUIRE_ALL=1</c>.</summary>
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

    /// <summary>
    /// The path of a program in the folder of another one after links are resolved, such as <c>kubectl.1.27</c> beside <c>kubectl</c>; else
    /// like <see cref="Require"/>.
    /// </summary>
    public static string RequireBeside(string program, string beside) =>
        FindBeside(program, beside) ?? Missing($"'{program}' is not beside '{beside}' ({Require(beside)})");

    /// <summary>Like <see cref="RequireBeside"/>, but null when the other program is there and this one is missing.</summary>
    public static string? FindBeside(string program, string beside)
    {
        var found = Require(beside);
        var real = File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found;
        var path = Path.Combine(Path.GetDirectoryName(real)!, program);
        return File.Exists(path) ? path : null;
    }

    /// <summary>Skips or fails the test for a missing requirement.</summary>
    public static string Missing(string what)
    {
        Assert.False(RequiresAll, $"SIGNET_REQUIRE_ALL=1, but {what}");
        Assert.Skip(what);
        return "";
    }

    /// <summary>The root of the repository, which contains <c>Signet.slnx</c>.</summary>
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
