using Signet.Server.Files;

namespace Signet.Server.Audit.Output;

/// <summary>The identity and status of a file.</summary>
/// <param name="Device">The device number.</param>
/// <param name="Inode">The inode number.</param>
/// <param name="IsRegular">Whether it is a regular file.</param>
/// <param name="IsPipe">Whether it is a pipe.</param>
/// <param name="Links">The number of hard links; 0 when the file is unlinked.</param>
/// <param name="Size">The size in bytes.</param>
internal readonly record struct FileIdentity(ulong Device, ulong Inode, bool IsRegular, bool IsPipe, uint Links, long Size)
{
    public static FileIdentity Of(in StatX.Fields status) =>
        new(status.Device, status.Inode, status.IsRegular, status.IsPipe, status.Links, status.Size);

    /// <summary>Whether both are the same file.</summary>
    public bool IsSame(in FileIdentity other) => (Device, Inode) == (other.Device, other.Inode);
}
