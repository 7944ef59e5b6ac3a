namespace Signet.Conformance.Scenarios;

/// <summary>Replays the scenarios that change cluster-wide state (<c>Data/serial.txt</c>), one after the other on a separate server.</summary>
[TestClass(DisableParallelization = true)]
public sealed class SerialScenarioTests(ConformanceServer server) : IClassFixture<ConformanceServer>
{
    public static IEnumerable<TheoryDataRow<string>> Names => TestData.List("serial.txt").Keys.Select(n => new TheoryDataRow<string>(n));

    [Theory]
    [MemberData(nameof(Names))]
    public Task Replay_Scenario_AnswersAsRecorded(string name) =>
        Pending.CheckAsync(name, () => Replay.CompareAsync(Scenario.Load(name), server));
}
