using System.Net;

namespace Signet.Server.Hosting;

/// <summary>What the start tells: what is new in the data directory, where the server is reached, and a command to try it with.</summary>
internal static class StartReport
{
    /// <summary>The files that an operator would miss, as the report names them.</summary>
    private static readonly (string File, string Name)[] Known =
    [
        ("ca.crt", "CA"),
        ("serving.crt", "serving certificate"),
        ("admin.crt", "administrator's certificate"),
        ("admin.kubeconfig", "administrator's kubeconfig"),
        (DataDirectory.SigningKeyName, "signing key"),
        (DataDirectory.StoreName, "store"),
    ];

    /// <summary>What this start made in the data directory; null when everything was there.</summary>
    public static string? Created(DataDirectory directory)
    {
        var made = Names(directory.Made);
        return made.Length == 0 ? null
            : directory.IsNew ? $"Created a new data directory {directory.Path}: {made}"
            : $"Created in the data directory {directory.Path}: {made}";
    }

    /// <summary>What this start made anew in the data directory; null when nothing.</summary>
    public static string? Renewed(DataDirectory directory)
    {
        // The kubeconfig follows the port and the certificates.
        var renewed = Names([.. directory.Replaced.Where(name => name != "admin.kubeconfig")]);
        return renewed.Length == 0 ? null : $"Renewed in the data directory {directory.Path}: {renewed}";
    }

    /// <summary>The lines for standard output once the server answers.</summary>
    public static IReadOnlyList<string> Lines(ServerParts parts)
    {
        var now = parts.Time.GetUtcNow();
        var lines = new List<string> { $"Signet serves https://{parts.Address}" };
        if (ListenAddress.IsAny(parts.Options.BindAddress))
        {
            lines.Add($"It listens on {parts.Listening}; its certificate is for {string.Join(", ", parts.Certificates.Serving.Current.Names)}");
        }

        if (Created(parts.Directory) is { } created)
        {
            lines.Add(created);
        }

        if (Renewed(parts.Directory) is { } renewed)
        {
            lines.Add(renewed);
        }

        foreach (var certificate in parts.Certificates.Lives)
        {
            if (certificate.Warning(now) is { } warning)
            {
                lines.Add($"Warning: {warning}");
            }
        }

        lines.Add($"The administrator's kubeconfig is {parts.Directory.Kubeconfig}");
        if (WhyNotToTry(parts, now) is { } fault)
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

    private static string? WhyNotToTry(ServerParts parts, DateTimeOffset now)
    {
        foreach (var certificate in parts.Certificates.Lives)
        {
            if (!certificate.IsValid(now))
            {
                return certificate.Warning(now);
            }
        }

        return parts.Certificates.Serving.Current.Names.Count == 0 ? "the serving certificate has no subject alternative name" : null;
    }

    private static string Kubectl(ServerParts parts) => $"kubectl --kubeconfig {Quote(parts.Directory.Kubeconfig)} create token default";

    private static string Curl(ServerParts parts)
    {
        var (authority, name) = (parts.Certificates.Serving.Current.Trust.File, parts.Certificates.Serving.Current.ServerNameFor(parts.Address));
        var port = parts.Address[(parts.Address.LastIndexOf(':') + 1)..];
        var host = name is null ? parts.Address : $"{(IPAddress.TryParse(name, out var address) && address.GetAddressBytes().Length > 4 ? $"[{name}]" : name)}:{port}";
        return "curl" + (authority is null ? "" : $" --cacert {Quote(Path.GetFullPath(authority))}") +
            $" --cert {Quote(parts.Directory.File("admin.crt"))} --key {Quote(parts.Directory.File("admin.key"))}" +
            (name is null ? "" : $" --connect-to {Quote($"{host}:{parts.Address}")}") +
            $" -H 'Content-Type: application/json' -d '{{}}' https://{host}/api/v1/namespaces/default/serviceaccounts/default/token";
    }

    private static string Names(IReadOnlyCollection<string> files) => string.Join(", ", Known.Where(known => files.Contains(known.File)).Select(known => known.Name));

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    /// <summary>A word for the shell.</summary>
    private static string Quote(string word) => word.All(letter => char.IsAsciiLetterOrDigit(letter) || "/._-+:@,=[]".Contains(letter, StringComparison.Ordinal))
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
