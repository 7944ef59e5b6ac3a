namespace Signet.Core.Schema;

/// <summary>How a field with an absent or zero value is written, as <c>omitempty</c> and pointers determine it in Go.</summary>
internal enum ZeroValue
{
    /// <summary>Omitted: a zero value means absent.</summary>
    Dropped,

    /// <summary>As sent: a pointer in Go, for which zero and absent differ.</summary>
    Kept,

    /// <summary>Always written, even if absent.</summary>
    Written,
}
