using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Server.Files;
using Signet.Server.Hosting.Settings;

namespace Signet.Cli.Support;

/// <summary>What can be said of the files that settings name, and of those in the data directory, without their contents.</summary>
internal static class FileFacts
{
    private const int MaxDirectoryFiles = 200;
    private const int Permissions = 0xFFF;

    /// <summary>The document.</summary>
    public static JsonObject Of(LoadedSettings loaded)
    {
        var named = new JsonArray();
        foreach (var given in loaded.Given.Where(given => given.Setting.IsPath))
        {
            foreach (var path in given.Items)
            {
                named.Add((JsonNode)Of(path, given.Setting));
            }
        }

        if (loaded.ConfigPath is { } config)
        {
            named.Add((JsonNode)Of(config, null));
        }

        var inDirectory = loaded.Options.Store.DataDirectory is { } directory && Directory.Exists(directory)
            ? Directory.EnumerateFileSystemEntries(directory).Order(StringComparer.Ordinal).Take(MaxDirectoryFiles).Select(path => (JsonNode)Of(path, null))
            : [];
        return new JsonObject { ["files"] = named, ["dataDirectory"] = new JsonArray([.. inDirectory]) };
    }

    private static JsonObject Of(string path, Setting? setting)
    {
        var facts = new JsonObject { ["path"] = path };
        if (setting is not null)
        {
            facts["setting"] = setting.Name;
        }

        if (path.Contains('\0', StringComparison.Ordinal) || StatX.Read(StatX.CurrentDirectory, path, 0, out var status) != 0)
        {
            facts["error"] = "does not exist, or cannot be examined";
            return facts;
        }

        facts["kind"] = status.IsRegular ? "file" : status.IsSocket ? "socket" : status.IsPipe ? "pipe" : Directory.Exists(path) ? "directory" : "other";
        facts["mode"] = Convert.ToString(status.Mode & Permissions, 8).PadLeft(4, '0');
        facts["owner"] = string.Create(CultureInfo.InvariantCulture, $"{status.Owner}:{status.Group}");
        facts["bytes"] = status.Size;
        facts["modifiedAt"] = Timestamps.Format(DateTimeOffset.FromUnixTimeSeconds(status.ModifiedSeconds));
        if (setting is { HasPublicContent: true } && status.IsRegular && status.Size <= FileContents.MaxBytes)
        {
            AddContent(facts, path);
        }

        return facts;
    }

    private static void AddContent(JsonObject facts, string path)
    {
        try
        {
            var content = File.ReadAllBytes(path);
            if (SecretFile.HasPrivateKey(content))
            {
                facts["error"] = "has a private key; no digest is shown";
                return;
            }

            facts["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content));
            var text = FileContents.TextOf(content);
            if (text.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal))
            {
                facts["certificates"] = new JsonArray([.. PemCertificates.Read(text).Select(certificate => (JsonNode)Of(certificate))]);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            facts["error"] = exception.Message;
        }
    }

    private static JsonObject Of(X509Certificate2 certificate)
    {
        using (certificate)
        {
            return new JsonObject
            {
                ["subject"] = certificate.Subject,
                ["issuer"] = certificate.Issuer,
                ["notAfter"] = Timestamps.Format(certificate.NotAfter.ToUniversalTime()),
                ["sha256"] = certificate.GetCertHashString(HashAlgorithmName.SHA256),
            };
        }
    }
}
