namespace Signet.Server.Http.Requests;

/// <summary>
/// The feature of connections of the control socket. The listener sets it when it accepts a connection, so that nothing that a client sends can; its requests
/// are the administrator's.
/// </summary>
internal sealed class ControlConnection
{
    private ControlConnection()
    {
    }

    /// <summary>The only instance.</summary>
    public static ControlConnection Instance { get; } = new();
}
