namespace Signet.Conformance.Scenarios;

/// <summary>Replays the scenarios that change cluster-wide state (<c>Data/serial.txt</c>), one after the other on separate servers.</summary>
public abstract class SerialScenarioTests(ConformanceServer server)
{
    public static IEnumerable<TheoryDataRow<string>> Names => TestData.List("serial.txt").Keys.Select(n => new TheoryDataRow<string>(n));

    [Theory]
    [MemberData(nameof(Names))]
    public Task Replay_Scenario_AnswersAsRecorded(string name) =>
        Pending.CheckAsync(name, async () => await Replay.CompareAsync(Scenario.Load(name), await server.ServersAsync()));
}
