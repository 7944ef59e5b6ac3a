namespace Signet.Conformance.Scenarios;

/// <summary>Every scenario that lives in a namespace of its own, many at a time.</summary>
public sealed class ScenarioTests(ConformanceServer server) : IClassFixture<ConformanceServer>
{
    private static readonly Dictionary<string, string> Serial = TestData.List("serial.txt");

    public static IEnumerable<TheoryDataRow<string>> Names => TestData.Names("scenarios").Where(n => !Serial.ContainsKey(n)).Select(n => new TheoryDataRow<string>(n));

    [Theory]
    [MemberData(nameof(Names))]
    public Task Replay_Scenario_AnswersAsRecorded(string name) =>
        Pending.CheckAsync(name, () => Replay.CompareAsync(Scenario.Load(name), server));
}
