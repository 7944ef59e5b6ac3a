using System.Net;
using Signet.Core.Primitives;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Parts;
using Signet.Server.Hosting.Startup;

namespace Signet.Cli.Serve;

/// <summary>The report of a start on standard output: the address, what was created in the data directory, and a command to try.</summary>
internal static class StartReport
{
    /// <summary>The lines, printed when the server accepts requests.</summary>
    public static IReadOnlyList<string> Lines(SignetServer server)
    {
        var parts = server.Parts;
        var now = parts.Time.GetUtcNow();
        var lines = new List<string> { $"Signet serves https://{parts.Address}" };
        if (ListenAddress.IsAny(parts.Options.Listener.BindAddress))
        {
            lines.Add($"Listening on {parts.Listening}; the certificate is valid for {string.Join(", ", parts.Certificates.Serving.Current.Names)}");
        }

        foreach (var side in server.Sides)
        {
            lines.Add($"{side.What}: {(side.IsTls ? "https" : "http")}://{side.EndPoint}");
        }

        if (DirectoryChanges.Created(parts.Directory) is { } created)
        {
            lines.Add(created);
        }

        if (DirectoryChanges.Renewed(parts.Directory) is { } renewed)
        {
            lines.Add(renewed);
        }

        foreach (var former in parts.Issuers.Opened.Former)
        {
            lines.Add($"Also accepted: tokens of the issuer {former.Issuer}, until {Timestamps.Format(former.AcceptedUntil)}");
        }

        foreach (var refused in parts.Issuers.Opened.Refused)
        {
            lines.Add($"Warning: tokens of the issuer {refused.Issuer} are refused, although a setting names it");
        }

        foreach (var certificate in parts.Certificates.Validities)
        {
            if (certificate.Warning(now) is { } warning)
            {
                lines.Add($"Warning: {warning}");
            }
        }

        lines.Add($"Administrator's kubeconfig: {parts.Directory.KubeconfigPath}");
        if (CertificateFault(parts, now) is { } fault)
        {
            lines.Add($"Clients cannot verify the server: {fault}");
        }
        else
        {
            lines.Add("Try:");
            lines.Add("  " + (IsOnPath("kubectl") ? Kubectl(parts) : Curl(parts)));
        }

        return lines;
    }

    private static string? CertificateFault(ServerParts parts, DateTimeOffset now)
    {
        foreach (var certificate in parts.Certificates.Validities)
        {
            if (!certificate.IsValid(now))
            {
                return certificate.Warning(now);
            }
        }

        return parts.Certificates.Serving.Current.Names.Count == 0 ? "the serving certificate has no subject alternative name" : null;
    }

    private static string Kubectl(ServerParts parts) => $"kubectl --kubeconfig {Quote(parts.Directory.KubeconfigPath)} create token default";

    private static string Curl(ServerParts parts)
    {
        var (caFile, name) = (parts.Certificates.Serving.Current.Trust.File, parts.Certificates.Serving.Current.ServerNameFor(parts.Address));
        var port = parts.Address[(parts.Address.LastIndexOf(':') + 1)..];
        var host = name is null ? parts.Address : $"{(IPAddress.TryParse(name, out var address) && address.GetAddressBytes().Length > 4 ? $"[{name}]" : name)}:{port}";
        return "curl" + (caFile is null ? "" : $" --cacert {Quote(Path.GetFullPath(caFile))}") +
            $" --cert {Quote(parts.Directory.File("admin.crt"))} --key {Quote(parts.Directory.File("admin.key"))}" +
            (name is null ? "" : $" --connect-to {Quote($"{host}:{parts.Address}")}") +
            $" -H 'Content-Type: application/json' -d '{{}}' https://{host}/api/v1/namespaces/default/serviceaccounts/default/token";
    }

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    /// <summary>Quotes a word for the shell.</summary>
    private static string Quote(string word) => word.All(letter => char.IsAsciiLetterOrDigit(letter) || "/._-+:@,=[]".Contains(letter, StringComparison.Ordinal))
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
