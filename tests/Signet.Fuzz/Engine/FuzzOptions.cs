namespace Signet.Fuzz.Engine;

/// <summary>The options of a run of one target.</summary>
/// <param name="Driver">The native library: libFuzzer and <c>Native/driver.c</c>.</param>
/// <param name="Corpus">The folder of the committed corpus; only read.</param>
/// <param name="Work">The folder of the run.</param>
/// <param name="Duration">How long to run.</param>
internal sealed record FuzzOptions(string Driver, string Corpus, string Work, TimeSpan Duration)
{
    /// <summary>The folder of inputs that reach new code; those of earlier runs are used again.</summary>
    public string Found => Path.Combine(Work, "found");

    /// <summary>The folder of the findings.</summary>
    public string Findings => Path.Combine(Work, "findings");
}
