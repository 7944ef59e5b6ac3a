using System.Text.RegularExpressions;
using Signet.Server.Files;
using Signet.Server.Hosting.Settings;

namespace Signet.Cli.Support;

/// <summary>
/// Collects the secrets of a server that this process can read: the contents of the files that settings name, of the data directory and of the kubeconfig
/// in use, and the values of variables. They are kept in memory to find them in what goes into a bundle, and go nowhere.
/// </summary>
internal sealed partial class KnownSecrets
{
    private const long MaxBytes = 16 * 1024 * 1024;

    /// <summary>Files of the data directory with keys.</summary>
    private static readonly string[] DirectoryPatterns = ["*.key", "*.kubeconfig"];

    /// <summary>Words before a credential (RFC 9110, section 11.1), which are none.</summary>
    private static readonly HashSet<string> Schemes = new(["Bearer", "Digest", "Negotiate"], StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _all = new(StringComparer.Ordinal);

    /// <summary>The secrets.</summary>
    public IReadOnlyCollection<string> All => _all;

    /// <summary>Collects those of settings, and of the files that they name.</summary>
    public void Add(LoadedSettings loaded)
    {
        foreach (var given in loaded.Given)
        {
            foreach (var value in given.Values)
            {
                AddText(value);
                if (given.Setting is { ValueName: "FILE", HasPublicContent: false } && !given.Setting.Name.EndsWith("-path", StringComparison.Ordinal))
                {
                    AddFile(given.Setting.Name, PinFileOf(value) ?? value);
                }
            }
        }

        if (loaded.Options.Store.DataDirectory is { } directory && Directory.Exists(directory))
        {
            foreach (var file in DirectoryPatterns.SelectMany(pattern => Directory.EnumerateFiles(directory, pattern)))
            {
                AddFile("data-dir", file);
            }
        }
    }

    /// <summary>Collects those of environment variables.</summary>
    public void Add(IReadOnlyDictionary<string, string> variables)
    {
        foreach (var (name, value) in variables)
        {
            AddText(value);
            if (name.EndsWith("_HEADERS", StringComparison.Ordinal))
            {
                // name=value,name=value, percent-encoded.
                foreach (var header in value.Split(',', StringSplitOptions.RemoveEmptyEntries))
                {
                    var text = header[(header.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim();
                    AddWords(text);
                    AddWords(Uri.UnescapeDataString(text));
                }
            }
        }
    }

    /// <summary>Collects those of a kubeconfig.</summary>
    public void AddKubeconfig(string path) => AddFile("kubeconfig", path);

    private void AddWords(string text)
    {
        _all.Add(text);
        _all.UnionWith(text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 5 && !Schemes.Contains(word)));
    }

    /// <summary>Passwords in URLs, and PINs in URIs.</summary>
    private void AddText(string text)
    {
        foreach (Match match in Password().Matches(text))
        {
            _all.Add(match.Groups[1].Value);
            _all.Add(Uri.UnescapeDataString(match.Groups[1].Value));
        }
    }

    private void AddFile(string setting, string path)
    {
        string text;
        try
        {
            if (FileStamp.Of(path) is not { IsRegular: true, Size: <= MaxBytes })
            {
                return;
            }

            text = FileContents.TextOf(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // What this process cannot read it cannot write into the bundle either.
            return;
        }

        var lines = text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);
        _all.UnionWith(setting switch
        {
            "token-auth-file" => lines.Select(line => line.Split(',')[0].Trim('"')),
            "etcd-password-file" => lines,
            SigningKeyUri.Setting when !text.Contains("-----BEGIN", StringComparison.Ordinal) => lines,
            _ => LongWord().Matches(text).Select(match => match.Value).Concat(Credential().Matches(text).Select(match => match.Groups[1].Value)),
        });
    }

    /// <summary>The PIN file of a PKCS#11 URI.</summary>
    private static string? PinFileOf(string value) =>
        PinSource().Match(value) is { Success: true } match ? Uri.UnescapeDataString(match.Groups[1].Value) : null;

    [GeneratedRegex(@"(?:://[^/\s@:]*:|pin-value=)([^@\s&;?]+)")]
    private static partial Regex Password();

    [GeneratedRegex("^pkcs11:.*[?&]pin-source=(?:file:)?([^&]+)")]
    private static partial Regex PinSource();

    /// <summary>Keys, certificates and tokens: their lines in PEM, and their values in YAML.</summary>
    [GeneratedRegex("[A-Za-z0-9+/=_.-]{24,}")]
    private static partial Regex LongWord();

    [GeneratedRegex(@"(?:token|password)[""']?\s*:\s*[""']?([^\s""'},]+)")]
    private static partial Regex Credential();
}
