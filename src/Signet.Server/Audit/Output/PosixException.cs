using System.ComponentModel;

namespace Signet.Server.Audit.Output;

/// <summary>A system call failed.</summary>
/// <param name="error">The error number.</param>
internal sealed class PosixException(int error) : IOException(new Win32Exception(error).Message)
{
    /// <summary>The error number.</summary>
    public int Error { get; } = error;
}
