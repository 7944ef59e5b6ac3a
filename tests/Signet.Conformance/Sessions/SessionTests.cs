namespace Signet.Conformance.Sessions;

/// <summary>Replays all sessions with a version of kubectl, on separate servers for each version.</summary>
public abstract class SessionTests(string version, ConformanceServer server)
{
    /// <summary>The sessions whose recordings are valid for a version.</summary>
    protected static IEnumerable<TheoryDataRow<string>> SessionsOf(string version) =>
        from name in TestData.Names("sessions")
        where Session.Versions(name)?.Contains(version) ?? true
        select new TheoryDataRow<string>(name);

    protected Task PlayAsync(string name)
    {
        var kubectl = Kubectl.Require(version);
        return Pending.CheckAsync("kubectl/" + name, async () => await Session.CompareAsync(name, kubectl, (await server.ServersAsync()).Addresses[0]));
    }
}
