namespace Signet.Server.Background;

/// <summary>The state of a supervised service.</summary>
internal enum SupervisorState
{
    /// <summary>It does not run: the server has not started it, the server stops, or another replica leads.</summary>
    Stopped,

    Running,

    /// <summary>It failed and waits for its restart.</summary>
    BackingOff,

    /// <summary>The supervision itself failed; the service will not run again.</summary>
    Dead,
}
