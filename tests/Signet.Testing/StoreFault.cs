namespace Signet.Testing;

/// <summary>A fault of a call of a store.</summary>
public enum StoreFault
{
    None,

    /// <summary>The call fails without an effect. A watch breaks before the batch.</summary>
    Failed,

    /// <summary>The call has its effect, but fails for the caller. A watch breaks after the batch.</summary>
    AnswerLost,

    /// <summary>The call fails with an exception of an unknown type, without an effect.</summary>
    Unexpected,

    Delayed,

    /// <summary>A watch reports that its revision has been compacted. Only for <see cref="StoreCall.Batch"/>.</summary>
    Compacted,
}
