namespace Signet.Conformance.Sessions;

/// <summary>Every kubectl session, with the newest kubectl that it was recorded with and with an old one.</summary>
public sealed class SessionTests(ConformanceServer server) : IClassFixture<ConformanceServer>
{
    private static readonly string[] Kubectls = ["1.33", "1.27"];

    public static IEnumerable<TheoryDataRow<string, string>> Sessions =>
        from name in TestData.Names("sessions")
        from version in Kubectls
        where Session.Versions(name)?.Contains(version) ?? true
        select new TheoryDataRow<string, string>(name, version);

    [Theory]
    [MemberData(nameof(Sessions))]
    public Task Kubectl_Session_PrintsAsRecorded(string name, string version)
    {
        var kubectl = Kubectl.Require(version);
        return Pending.CheckAsync("kubectl/" + name, () => Session.CompareAsync(name, kubectl, server.Process.Address));
    }
}
