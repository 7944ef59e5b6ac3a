namespace Signet.Fuzz.Targets;

/// <summary>Code that reads input of strangers, and what must hold for each input.</summary>
internal abstract class FuzzTarget
{
    private const long BaseAllocation = 4 << 20;
    private const long AllocationPerByte = 2048;

    /// <summary>The name of the target and of the folder of its corpus.</summary>
    public abstract string Name { get; }

    /// <summary>The maximum length of generated inputs in bytes. Bounds that depend on it need thousands; of short inputs more run in a second.</summary>
    public virtual int MaxLength => 4096;

    /// <summary>Words of the language, which inputs are composed of.</summary>
    public abstract IReadOnlyList<string> Words { get; }

    /// <summary>Reads an input. Throws when a property does not hold.</summary>
    public abstract void Run(ReadOnlySpan<byte> input);

    /// <summary>The maximum number of bytes that an input may allocate.</summary>
    public virtual long MaxAllocation(int length) => BaseAllocation + (AllocationPerByte * length);
}
