namespace Signet.Core.Schema;

/// <summary>How a field is written whose value is absent or zero: what Go's <c>omitempty</c> and pointers make of it.</summary>
internal enum ZeroValue
{
    /// <summary>Not at all: a zero value counts as absent.</summary>
    Dropped,

    /// <summary>As it was given: Go keeps a pointer, and a zero says something else than nothing.</summary>
    Kept,

    /// <summary>Always, even when it was not given.</summary>
    Written,
}
