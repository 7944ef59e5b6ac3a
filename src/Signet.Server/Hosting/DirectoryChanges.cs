using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Pki;

namespace Signet.Server.Hosting;

/// <summary>Describes what a start created and renewed in a data directory, for the log and the start report.</summary>
internal static class DirectoryChanges
{
    /// <summary>The files that are reported, with their descriptions.</summary>
    private static readonly (string File, string Name)[] Known =
    [
        (CertificateAuthority.CertificateName, "CA"),
        ("serving.crt", "serving certificate"),
        ("admin.crt", "administrator's certificate"),
        (DataDirectory.KubeconfigName, "administrator's kubeconfig"),
        (DataDirectory.KeyEncryptionKeyName, "key-encryption key"),
        (DataDirectory.StoreName, "store"),
    ];

    /// <summary>What this start created; null when nothing, or for a server in memory.</summary>
    public static string? Created(DataDirectory directory)
    {
        var created = Names(directory.Created);
        return created.Length == 0 || directory.Path is null ? null
            : directory.IsNew ? $"Created a new data directory {directory.Path}: {created}"
            : $"Created in the data directory {directory.Path}: {created}";
    }

    /// <summary>What this start renewed; null when nothing, or for a server in memory.</summary>
    public static string? Renewed(DataDirectory directory)
    {
        // The kubeconfig is left out: it is written again whenever the port or the certificates change.
        var renewed = Names([.. directory.Replaced.Where(name => name != DataDirectory.KubeconfigName)]);
        return renewed.Length == 0 || directory.Path is null ? null : $"Renewed in the data directory {directory.Path}: {renewed}";
    }

    private static string Names(IReadOnlyCollection<string> files) =>
        string.Join(", ", Known.Where(known => files.Contains(known.File)).Select(known => known.Name));
}
