namespace Signet.Conformance.Sessions;

/// <summary>Replays all sessions with a version of kubectl, on a separate server for each version.</summary>
public abstract class SessionTests(string version, ConformanceServer server) : IClassFixture<ConformanceServer>
{
    /// <summary>The sessions whose recordings are valid for a version.</summary>
    protected static IEnumerable<TheoryDataRow<string>> SessionsOf(string version) =>
        from name in TestData.Names("sessions")
        where Session.Versions(name)?.Contains(version) ?? true
        select new TheoryDataRow<string>(name);

    protected Task PlayAsync(string name)
    {
        var kubectl = Kubectl.Require(version);
        return Pending.CheckAsync("kubectl/" + name, () => Session.CompareAsync(name, kubectl, server.Process.Address));
    }
}

/// <summary>The newest kubectl of the recordings.</summary>
public sealed class NewKubectlSessionTests(ConformanceServer server) : SessionTests(Version, server)
{
    private const string Version = "1.33";

    public static IEnumerable<TheoryDataRow<string>> Names => SessionsOf(Version);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Kubectl_Session_PrintsAsRecorded(string name) => PlayAsync(name);
}

/// <summary>The oldest kubectl of the recordings.</summary>
public sealed class OldKubectlSessionTests(ConformanceServer server) : SessionTests(Version, server)
{
    private const string Version = "1.27";

    public static IEnumerable<TheoryDataRow<string>> Names => SessionsOf(Version);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Kubectl_Session_PrintsAsRecorded(string name) => PlayAsync(name);
}
