using Signet.Conformance.Json;

namespace Signet.Conformance.Scenarios;

/// <summary>A sequence of requests with the answers of a real kube-apiserver. <c>Data/README.md</c> describes the format.</summary>
internal sealed record Scenario(IReadOnlyList<Step> Steps, bool KeepManagedFields, IReadOnlyList<Answer> Recorded)
{
    /// <summary>Reads a scenario and its recording.</summary>
    public static Scenario Load(string name)
    {
        var document = TestData.Load("scenarios", name);
        var recorded = TestData.Load("recorded", name).AsArray().Select(a => new Answer((string)a!["step"]!, a["answer"]));
        return new Scenario(
            [.. document["steps"]!.AsArray().Select(s => new Step(s!.AsObject()))],
            document["keepManagedFields"]?.GetValue<bool>() ?? false,
            [.. recorded]);
    }

    /// <summary>The differences of answers from the recorded ones.</summary>
    public IReadOnlyList<string> Differences(IReadOnlyList<Answer> answers)
    {
        var differences = new List<string>();
        for (var i = 0; i < Recorded.Count; i++)
        {
            var actual = i < answers.Count ? answers[i].Value : null;
            differences.AddRange(JsonDifferences.Between(Recorded[i].Value, actual).Select(d => $"{Recorded[i].Step}: {d}"));
        }

        return differences;
    }
}
