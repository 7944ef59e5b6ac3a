using System.Security.Cryptography.X509Certificates;
using Signet.Server.Files;
using Signet.Server.Hosting.Directories;

namespace Signet.Server.Hosting.Pki;

/// <summary>The CA bundle that clients verify the serving certificate with (docs/decisions/0013-the-start.md).</summary>
/// <param name="BundlePem">The CA certificates in PEM; null when the client's system store has them.</param>
/// <param name="File">A file with the CA certificates, for clients that read a file; null like <paramref name="BundlePem"/>.</param>
internal sealed record ServingTrust(string? BundlePem, string? File)
{
    /// <summary>The bundle for Signet's own certificate: its CA.</summary>
    public static ServingTrust Own(CertificateAuthority authority, DataDirectory directory) =>
        new(authority.CertificatePem, directory.File(CertificateAuthority.CertificateName));

    /// <summary>The bundle of <c>--tls-ca-file</c>.</summary>
    /// <param name="serving">The serving certificate.</param>
    /// <param name="intermediates">The intermediate certificates.</param>
    /// <param name="bundle">The CA certificates of the file.</param>
    /// <param name="caFile">The file.</param>
    /// <param name="certificatePath"><c>--tls-cert-file</c>.</param>
    /// <exception cref="UnusableFileException">No certificate of the bundle issued the serving certificate.</exception>
    public static ServingTrust Of(
        X509Certificate2 serving, X509Certificate2Collection intermediates, X509Certificate2Collection bundle, SettingFile caFile, string certificatePath) =>
        AnchorOf(serving, intermediates, bundle) is not null
            ? new ServingTrust(PemOf(bundle), caFile.Path)
            : throw new UnusableFileException(caFile, $"none of its certificates issued the serving certificate in {certificatePath}, so no client can verify it");

    /// <summary>The bundle of <c>--tls-cert-file</c> without <c>--tls-ca-file</c>.</summary>
    /// <param name="serving">The serving certificate.</param>
    /// <param name="intermediates">The intermediate certificates.</param>
    /// <param name="certificateFile"><c>--tls-cert-file</c>.</param>
    public static ServingTrust Derive(X509Certificate2 serving, X509Certificate2Collection intermediates, string certificateFile)
    {
        if (IsTrustedBySystem(serving, intermediates))
        {
            return new ServingTrust(null, null);
        }

        // Go, and OpenSSL with partial chains as curl uses it, accept any certificate of the chain as trust anchor.
        var sent = new X509Certificate2Collection(serving);
        sent.AddRange(intermediates);
        return new ServingTrust((AnchorOf(serving, intermediates, sent) ?? serving).ExportCertificatePem(), certificateFile);
    }

    private static bool IsTrustedBySystem(X509Certificate2 serving, X509Certificate2Collection intermediates)
    {
        using var chain = NewChain(intermediates);
        return chain.Build(serving);
    }

    /// <summary>The last trust anchor that a chain of the serving certificate ends with; null when there is none.</summary>
    private static X509Certificate2? AnchorOf(X509Certificate2 serving, X509Certificate2Collection intermediates, X509Certificate2Collection anchors) =>
        anchors.LastOrDefault(anchor => EndsWith(serving, intermediates, anchor));

    /// <summary>Tries one trust anchor at a time: of several with the same name (a renewed CA) the chain engine would try only one.</summary>
    private static bool EndsWith(X509Certificate2 serving, X509Certificate2Collection intermediates, X509Certificate2 anchor)
    {
        using var chain = NewChain(intermediates);
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(anchor);

        // An anchor may be an intermediate, whose issuer is unknown.
        chain.ChainPolicy.VerificationFlags |= X509VerificationFlags.AllowUnknownCertificateAuthority;
        return chain.Build(serving) && chain.ChainElements.Any(element => element.Certificate.RawDataMemory.Span.SequenceEqual(anchor.RawDataMemory.Span));
    }

    /// <summary>Validity periods are ignored here; they are reported separately.</summary>
    private static X509Chain NewChain(X509Certificate2Collection intermediates)
    {
        var chain = new X509Chain();
        chain.ChainPolicy.ExtraStore.AddRange(intermediates);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain;
    }

    private static string PemOf(X509Certificate2Collection bundle) => string.Join('\n', bundle.Select(certificate => certificate.ExportCertificatePem()));
}
