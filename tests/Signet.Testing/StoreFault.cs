namespace Signet.Testing;

/// <summary>What goes wrong with a call of a store.</summary>
public enum StoreFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The call fails and has no effect. Of a watch: it breaks before the batch.</summary>
    Failed,

    /// <summary>The call has its effect, but the caller does not get to know. Of a watch: it breaks behind the batch.</summary>
    AnswerLost,

    /// <summary>An exception that no caller expects; the call has no effect.</summary>
    Unexpected,

    /// <summary>The call takes its time.</summary>
    Delayed,

    /// <summary>A watch is told that what it needs has been compacted. Only for <see cref="StoreCall.Batch"/>.</summary>
    Compacted,
}
