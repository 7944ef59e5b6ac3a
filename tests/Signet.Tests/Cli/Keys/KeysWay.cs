namespace Signet.Tests.Cli.Keys;

/// <summary>The ways from the command to the keys.</summary>
public enum KeysWay
{
    /// <summary><c>--data-dir</c> of a running server.</summary>
    Socket,

    /// <summary><c>--data-dir</c> that no server uses.</summary>
    Store,

    /// <summary><c>--kubeconfig</c>.</summary>
    Kubeconfig,
}
