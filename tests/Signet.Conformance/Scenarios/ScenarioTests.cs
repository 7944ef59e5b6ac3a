namespace Signet.Conformance.Scenarios;

/// <summary>Replays the scenarios that use a namespace of their own, in parallel.</summary>
public abstract class ScenarioTests(ConformanceServer server)
{
    private static readonly Dictionary<string, string> Serial = TestData.List("serial.txt");

    public static IEnumerable<TheoryDataRow<string>> Names => TestData.Names("scenarios").Where(n => !Serial.ContainsKey(n)).Select(n => new TheoryDataRow<string>(n));

    [Theory]
    [MemberData(nameof(Names))]
    public Task Replay_Scenario_AnswersAsRecorded(string name) =>
        Pending.CheckAsync(name, async () => await Replay.CompareAsync(Scenario.Load(name), await server.ServersAsync()));
}
