namespace Signet.Signing.Pkcs11.Uris;

/// <summary>Finds the shared library that a URI names.</summary>
internal static class ModuleFile
{
    /// <summary>Where distributions install modules.</summary>
    private static readonly string[] Folders =
    [
        "/usr/lib/pkcs11", "/usr/lib64/pkcs11", "/usr/lib/x86_64-linux-gnu/pkcs11", "/usr/lib/aarch64-linux-gnu/pkcs11", "/usr/local/lib/pkcs11",
        "/usr/lib/softhsm", "/usr/lib64/softhsm", "/usr/local/lib/softhsm", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/lib/x86_64-linux-gnu",
        "/usr/lib/aarch64-linux-gnu",
    ];

    /// <summary>The path of the module.</summary>
    /// <exception cref="TokenException">There is none.</exception>
    public static string Find(Pkcs11Uri uri)
    {
        if (uri.ModulePath is { } path && !Directory.Exists(path))
        {
            return File.Exists(path) ? path : throw new TokenException($"module-path: {path} does not exist");
        }

        if (uri.ModuleName is not { } name)
        {
            throw new TokenException($"module-path: {uri.ModulePath} is a folder; add module-name, or the name of the file");
        }

        var folders = uri.ModulePath is { } folder ? [folder] : Folders;
        return folders.SelectMany(each => NamesOf(name).Select(file => Path.Combine(each, file))).FirstOrDefault(File.Exists)
            ?? throw new TokenException($"module-name: there is no {string.Join(" or ", NamesOf(name))} in {string.Join(", ", folders)}; name the file by module-path");
    }

    /// <summary>The name is without affixes of the system, and its case does not count.</summary>
    private static IEnumerable<string> NamesOf(string name) =>
        new[] { $"lib{name}.so", $"{name}.so", $"lib{name.ToLowerInvariant()}.so", $"{name.ToLowerInvariant()}.so" }.Distinct();
}
