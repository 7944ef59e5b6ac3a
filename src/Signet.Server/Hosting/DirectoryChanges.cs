using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Pki;

namespace Signet.Server.Hosting;

/// <summary>What a start has made and renewed in a data directory, for the log and the report on standard output.</summary>
internal static class DirectoryChanges
{
    /// <summary>The files that an operator would miss, as the report names them.</summary>
    private static readonly (string File, string Name)[] Known =
    [
        (CertificateAuthority.CertificateName, "CA"),
        ("serving.crt", "serving certificate"),
        ("admin.crt", "administrator's certificate"),
        (DataDirectory.KubeconfigName, "administrator's kubeconfig"),
        (DataDirectory.SigningKeyName, "signing key"),
        (DataDirectory.StoreName, "store"),
    ];

    /// <summary>What this start made; null when everything was there, or nothing is kept.</summary>
    public static string? Created(DataDirectory directory)
    {
        var made = Names(directory.Created);
        return made.Length == 0 || directory.Path is null ? null
            : directory.IsNew ? $"Created a new data directory {directory.Path}: {made}"
            : $"Created in the data directory {directory.Path}: {made}";
    }

    /// <summary>What this start made anew; null when nothing, or nothing is kept.</summary>
    public static string? Renewed(DataDirectory directory)
    {
        // The kubeconfig follows the port and the certificates.
        var renewed = Names([.. directory.Replaced.Where(name => name != DataDirectory.KubeconfigName)]);
        return renewed.Length == 0 || directory.Path is null ? null : $"Renewed in the data directory {directory.Path}: {renewed}";
    }

    private static string Names(IReadOnlyCollection<string> files) => string.Join(", ", Known.Where(known => files.Contains(known.File)).Select(known => known.Name));
}
