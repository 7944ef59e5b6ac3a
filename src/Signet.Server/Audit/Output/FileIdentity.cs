using Signet.Server.Files;

namespace Signet.Server.Audit.Output;

/// <summary>Which file it is, and what of it the audit log has to know.</summary>
/// <param name="Device">The device.</param>
/// <param name="Inode">The inode.</param>
/// <param name="IsRegular">Whether it is a regular file.</param>
/// <param name="IsPipe">Whether it is a pipe.</param>
/// <param name="Links">How many names it has; 0 when it has been removed.</param>
/// <param name="Size">Its length in bytes.</param>
internal readonly record struct FileIdentity(ulong Device, ulong Inode, bool IsRegular, bool IsPipe, uint Links, long Size)
{
    /// <summary>Of what the kernel tells.</summary>
    public static FileIdentity Of(in StatX.Fields status) =>
        new(status.Device, status.Inode, status.IsRegular, status.IsPipe, status.Links, status.Size);

    /// <summary>Whether both are the same file.</summary>
    public bool IsSame(in FileIdentity other) => (Device, Inode) == (other.Device, other.Inode);
}
