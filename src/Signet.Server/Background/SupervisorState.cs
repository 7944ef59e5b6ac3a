namespace Signet.Server.Background;

/// <summary>What a supervised service does at the moment.</summary>
internal enum SupervisorState
{
    /// <summary>It does not run: the server has not started it or stops, or another replica leads.</summary>
    Stopped,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It failed and waits for its next start.</summary>
    BackingOff,

    /// <summary>It will not run again although it should: a fault of the supervision itself.</summary>
    Dead,
}
