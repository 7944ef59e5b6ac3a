using System.Runtime.InteropServices;

namespace Signet.Server.Files;

/// <summary>
/// Says whether others than the server's user can read or change a file with a secret (docs/decisions/0047-files-with-secrets.md). A group may have access
/// when the process is in it: so Kubernetes gives volumes to a pod (fsGroup).
/// </summary>
internal static partial class SecretFile
{
    private const int GroupRead = 0x20;
    private const int GroupWrite = 0x10;
    private const int OthersRead = 0x4;
    private const int OthersWrite = 0x2;
    private const int Permissions = 0xFFF;

    /// <summary>The directory of <c>LoadCredential=</c> of systemd, which grants access by an ACL: its mask is shown as the group's permissions.</summary>
    private const string CredentialsVariable = "CREDENTIALS_DIRECTORY";

    private static readonly byte[] PrivateKeyLabel = "PRIVATE KEY-----"u8.ToArray();

    /// <summary>Whether a content has a private key in PEM.</summary>
    public static bool HasPrivateKey(ReadOnlySpan<byte> content) => content.IndexOf(PrivateKeyLabel) >= 0;

    /// <summary>Why a file is not secret, and the command that mends it; null when it is, or does not exist, or is a pipe.</summary>
    public static string? FaultOf(string path) =>
        OperatingSystem.IsLinux() ? FaultOfLinux(path, ProcessGroups)
        : OperatingSystem.IsWindows() || !File.Exists(path) ? null
        : FaultOf(path, (int)File.GetUnixFileMode(path) & ~(GroupRead | GroupWrite), 0, () => []);

    /// <summary>As above, of a process with other groups.</summary>
    internal static string? FaultOfLinux(string path, Func<IReadOnlyCollection<uint>> groups) =>
        StatX.Read(StatX.CurrentDirectory, path, 0, out var status) == 0 && status.IsRegular
            ? FaultOf(path, status.Mode & Permissions, status.Group, groups)
            : null;

    private static string? FaultOf(string path, int mode, uint group, Func<IReadOnlyCollection<uint>> groups)
    {
        var (canOthersRead, canOthersWrite) = ((mode & OthersRead) != 0, (mode & OthersWrite) != 0);
        if (canOthersRead || canOthersWrite)
        {
            return Describe(path, mode, $"every user can {Verb(canOthersRead, canOthersWrite)} it");
        }

        var (canGroupRead, canGroupWrite) = ((mode & GroupRead) != 0, (mode & GroupWrite) != 0);
        return (canGroupRead || canGroupWrite) && !IsCredential(path) && !groups().Contains(group)
            ? Describe(path, mode, $"the group {group}, which this process is not in, can {Verb(canGroupRead, canGroupWrite)} it")
            : null;
    }

    private static string Describe(string path, int mode, string who) =>
        $"has the mode {Convert.ToString(mode, 8).PadLeft(4, '0')}: {who}; " + (IsInKubernetesVolume(path)
            ? "set defaultMode: 0440 of the volume and fsGroup of the pod"
            : $"mend it with: chmod 600 {Quote(path)}");

    private static string Verb(bool canRead, bool canWrite) => canRead && canWrite ? "read and change" : canRead ? "read" : "change";

    private static bool IsCredential(string path) =>
        Environment.GetEnvironmentVariable(CredentialsVariable) is { Length: > 0 } folder &&
        Path.GetFullPath(path).StartsWith(Path.GetFullPath(folder).TrimEnd('/') + '/', StringComparison.Ordinal);

    /// <summary>Volumes of Secrets and ConfigMaps have their files in a directory that a link of this name names; their files cannot be changed.</summary>
    private static bool IsInKubernetesVolume(string path) => Path.Exists(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/", "..data"));

    private static string Quote(string path) =>
        path.All(letter => char.IsAsciiLetterOrDigit(letter) || "/._-+=:,@%".Contains(letter, StringComparison.Ordinal))
            ? path
            : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static HashSet<uint> ProcessGroups()
    {
        var all = new HashSet<uint> { GetEffectiveGroup() };
        var groups = new uint[Math.Max(0, GetGroups(0, null))];
        var count = GetGroups(groups.Length, groups);
        all.UnionWith(groups.Take(Math.Max(0, count)));
        return all;
    }

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint GetEffectiveGroup();

    [LibraryImport("libc", EntryPoint = "getgroups")]
    private static partial int GetGroups(int size, [Out] uint[]? list);
}
