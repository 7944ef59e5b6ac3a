using System.Globalization;
using System.Text;

namespace Signet.Signing.Pkcs11.Uris;

/// <summary>
/// Parses URIs of RFC 7512. Stricter than the RFC where it leaves the choice: attributes that Signet does not know are refused, because a mistyped attribute
/// would otherwise make the URI match another key. Messages contain names of attributes only, so that a PIN in a wrong place is not repeated.
/// </summary>
internal static class Pkcs11UriParser
{
    private static readonly string[] PathNames =
    [
        "token", "manufacturer", "model", "serial", "object", "id", "type", "slot-id", "slot-description", "slot-manufacturer",
        "library-manufacturer", "library-description", "library-version",
    ];

    private static readonly string[] QueryNames = ["module-path", "module-name", "pin-source", "pin-value"];

    /// <summary>Parses a URI.</summary>
    /// <exception cref="FormatException">It is none, or it cannot name a signing key.</exception>
    public static Pkcs11Uri Parse(string text)
    {
        if (!Pkcs11Uri.IsOne(text))
        {
            throw new FormatException($"it does not begin with {Pkcs11Uri.Scheme}");
        }

        var rest = text[Pkcs11Uri.Scheme.Length..];
        var mark = rest.IndexOf('?', StringComparison.Ordinal);
        var path = Split(mark < 0 ? rest : rest[..mark], ';', PathNames);
        var query = Split(mark < 0 ? "" : rest[(mark + 1)..], '&', QueryNames);
        if (query.ContainsKey("pin-value"))
        {
            throw new FormatException("pin-value is not allowed, because other users of the machine can see command lines; put the PIN into a file and name it by pin-source");
        }

        if (path.GetValueOrDefault("type") is { } type && Text("type", type) != "private")
        {
            throw new FormatException("type must be private");
        }

        if (!query.ContainsKey("module-path") && !query.ContainsKey("module-name"))
        {
            throw new FormatException("module-path or module-name is required: the shared library of the token, such as ?module-path=/usr/lib/softhsm/libsofthsm2.so");
        }

        return new Pkcs11Uri
        {
            Token = TextOf(path, "token"),
            Manufacturer = TextOf(path, "manufacturer"),
            Model = TextOf(path, "model"),
            Serial = TextOf(path, "serial"),
            SlotId = path.GetValueOrDefault("slot-id") is { } slot ? SlotIdOf(Text("slot-id", slot)) : null,
            SlotDescription = TextOf(path, "slot-description"),
            SlotManufacturer = TextOf(path, "slot-manufacturer"),
            LibraryManufacturer = TextOf(path, "library-manufacturer"),
            LibraryDescription = TextOf(path, "library-description"),
            LibraryVersion = path.GetValueOrDefault("library-version") is { } version ? VersionOf(Text("library-version", version)) : null,
            Object = TextOf(path, "object"),
            Id = path.GetValueOrDefault("id"),
            ModulePath = PathOf(query, "module-path"),
            ModuleName = ModuleNameOf(TextOf(query, "module-name")),
            PinPath = TextOf(query, "pin-source") is { } source ? PinPathOf(source) : null,
        };
    }

    private static Dictionary<string, byte[]> Split(string text, char separator, string[] known)
    {
        var attributes = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var part in text.Length == 0 ? [] : text.Split(separator))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? "" : part[..equals];
            if (!known.Contains(name))
            {
                // A part without a name is not repeated: it can be the end of a PIN.
                throw new FormatException(
                    name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
                        ? $"the attribute {name} is not known here; known are {string.Join(", ", known)}"
                        : "an attribute has not the form name=value");
            }

            if (!attributes.TryAdd(name, Decode(name, part[(equals + 1)..])))
            {
                throw new FormatException($"{name} is given twice");
            }
        }

        return attributes;
    }

    /// <summary>Decodes percent-encoding (RFC 3986, section 2.1). Characters that the RFC wants encoded are taken as they are, in UTF-8.</summary>
    private static byte[] Decode(string name, string value)
    {
        var bytes = new List<byte>(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] != '%')
            {
                var length = char.IsHighSurrogate(value[i]) && i + 1 < value.Length ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(value.Substring(i, length)));
                i += length - 1;
            }
            else if (i + 2 < value.Length && byte.TryParse(value.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var one))
            {
                bytes.Add(one);
                i += 2;
            }
            else
            {
                throw new FormatException($"{name} has a % that two hexadecimal digits do not follow");
            }
        }

        return [.. bytes];
    }

    private static string? TextOf(Dictionary<string, byte[]> attributes, string name) =>
        attributes.GetValueOrDefault(name) is { } value ? Text(name, value) : null;

    private static string Text(string name, byte[] value)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(value);
            return text.Contains('\0', StringComparison.Ordinal) ? throw new FormatException($"{name} has the character 0") : text;
        }
        catch (DecoderFallbackException exception)
        {
            throw new FormatException($"{name} is not UTF-8", exception);
        }
    }

    private static ulong SlotIdOf(string text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? id
        : throw new FormatException("slot-id must be a decimal number");

    private static (byte Major, byte Minor) VersionOf(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return byte.TryParse(dot < 0 ? text : text[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var major) &&
            byte.TryParse(dot < 0 ? "0" : text[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? (major, minor)
            : throw new FormatException("library-version must be a version such as 2.6");
    }

    private static string? PathOf(Dictionary<string, byte[]> query, string name) => TextOf(query, name) is not { } path ? null
        : Path.IsPathRooted(path) ? path
        : throw new FormatException($"{name} must be an absolute path");

    private static string? ModuleNameOf(string? name) => name is null || (name.Length > 0 && !name.Contains('/', StringComparison.Ordinal))
        ? name
        : throw new FormatException("module-name must be the name of a module without folders; module-path takes a path");

    /// <summary>Section 2.4 of the RFC: a <c>file</c> URI or a path. Its third form, the output of a program, is refused.</summary>
    private static string PinPathOf(string source)
    {
        const string FileScheme = "file:";
        if (source.StartsWith('|'))
        {
            throw new FormatException("pin-source must be a file; Signet runs no programs");
        }

        var path = source.StartsWith(FileScheme, StringComparison.OrdinalIgnoreCase) ? source[FileScheme.Length..] : source;
        path = path.StartsWith("///", StringComparison.Ordinal) ? path[2..]
            : path.StartsWith("//localhost/", StringComparison.OrdinalIgnoreCase) ? path["//localhost".Length..]
            : path;
        return Path.IsPathRooted(path) && !path.StartsWith("//", StringComparison.Ordinal)
            ? path
            : throw new FormatException("pin-source must be file: and an absolute path, such as file:/etc/signet/pin, or the path alone");
    }
}
