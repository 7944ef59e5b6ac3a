using Signet.Fuzz.Engine;
using Signet.Fuzz.Targets;
using Signet.Testing;

namespace Signet.Tests.Fuzzing;

/// <summary>The committed corpus of the fuzz targets, which includes every input that has found a fault, without instrumentation.</summary>
public sealed class FuzzCorpusTests
{
    private const long MaxCorpusBytes = 300_000;
    private static readonly string Corpus = Path.Combine(TestMachine.Root, "tests", "Signet.Fuzz", "Corpus");

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory, MemberData(nameof(Targets))]
    public void Corpus_EachInput_HasNoFinding(string name)
    {
        var target = FuzzTargets.Find(name);
        var files = Directory.GetFiles(Path.Combine(Corpus, name));

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Null(InputRun.Run(target, File.ReadAllBytes(file), out _)));
    }

    [Fact]
    public void Corpus_Size_IsSmall() =>
        Assert.InRange(Directory.GetFiles(Corpus, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length), 1, MaxCorpusBytes);

    [Fact]
    public void Corpus_EachFolder_IsOfATarget() =>
        Assert.Equal(
            FuzzTargets.All.Select(target => target.Name).Order(StringComparer.Ordinal),
            Directory.GetDirectories(Corpus).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal));

    [Fact]
    public void Run_PropertyThatDoesNotHold_IsAFinding()
    {
        Assert.Equal("even", InputRun.Run(new FaultyTarget(), [0], out _)?.Kind);
        Assert.Equal("memory", InputRun.Run(new FaultyTarget(), [1], out _)?.Kind);
        Assert.Equal("slow", InputRun.Run(new FaultyTarget(), [3], out _)?.Kind);
        Assert.Contains("FormatException", InputRun.Run(new FaultyTarget(), [5], out _)?.Kind, StringComparison.Ordinal);
        Assert.Null(InputRun.Run(new FaultyTarget(), [7], out _));
    }

    private sealed class FaultyTarget : FuzzTarget
    {
        public override string Name => "faulty";

        public override IReadOnlyList<string> Words => [];

        public override void Run(ReadOnlySpan<byte> input)
        {
            Property.Holds(input[0] % 2 == 1, "even");
            switch (input[0])
            {
                case 1:
                    GC.KeepAlive(new byte[8 * 1024 * 1024]);
                    break;
                case 3:
                    for (var start = ThreadClock.Now; ThreadClock.Now - start < InputRun.MaxTime * 1.5;)
                    {
                        // Uses processor time.
                    }

                    break;
                case 5:
                    throw new FormatException("five");
            }
        }
    }
}
