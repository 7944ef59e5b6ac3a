namespace Signet.Conformance.Sessions;

/// <summary>The newest kubectl of the recordings.</summary>
public sealed class NewKubectlSessionTests(EmbeddedStoreServer server) : SessionTests(Version, server), IClassFixture<EmbeddedStoreServer>
{
    private const string Version = "1.33";

    public static IEnumerable<TheoryDataRow<string>> Names => SessionsOf(Version);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Kubectl_Session_PrintsAsRecorded(string name) => PlayAsync(name);
}
